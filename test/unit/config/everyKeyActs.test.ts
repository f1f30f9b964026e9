import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../src/core/config/diagnostic';
import { expectationsOf } from '../../../src/core/config/expectations';
import { parseConfig, type ParsedConfig } from '../../../src/core/config/parseConfig';
import { configSchema, dataSchema } from '../../../src/core/config/schema';
import { pictureNeeds } from '../../../src/core/config/schema/pictureGenerators';
import { resolveConfigName } from '../../../src/core/config/resolveConfigName';
import type { Engine } from '../../../src/core/step/engine';
import { corpusScore } from '../../../src/core/metrics/corpusMetric';
import { textMetrics } from '../../../src/core/metrics/textMetrics';
import { loadSplits } from '../../../src/core/data/loadSplits';
import { ConfigSignature, loadData } from '../../support/schemaWalk/configSignature';
import { generatorLeaves, schemaLeaves, type SchemaLeaf } from '../../support/schemaWalk/schemaLeaves';
import { walkContexts, type WalkContext } from '../../support/schemaWalk/walkContexts';
import { files, texts } from '../../support/schemaWalk/walkFiles';
import { wasmEngine } from '../../support/seq2seqFixture';

type Outcome = 'acts' | 'refused' | 'ignored';

/** Keys that no signature shows, since what they do is elsewhere: each has a test of its own below. */
const elsewhere: readonly string[] = [
  '$schema',
  'name',
  'data.src.vector_size',
  'testing.sacrebleu_cfg.tokenize',
  // test/unit/config/variants
  'sweep.parameters',
  'sweep.method',
  'sweep.trials',
  ...['name', 'input', 'output', 'among', 'metric', 'at_least', 'at_most', 'split'].map(
    (key) => `expect.0.${key}`,
  ),
];

/** Values that say in one context what is in force there anyway, and why. */
const inForce: readonly { readonly path: string; readonly value: unknown; readonly because: string }[] = [
  { path: 'training.optimizer', value: 'adamw', because: 'without weight_decay it is Adam' },
  { path: 'model.decoder.init_hidden', value: 'zero', because: 'a language model has no state to bridge' },
];

const leaves = schemaLeaves(texts);
const dotted = ({ path }: Pick<SchemaLeaf, 'path'>): string => path.join('.');

describe('every key of a config acts or is refused', function () {
  this.timeout(60_000);
  let engine: Engine;
  const acted = new Set<string>();

  before(async () => {
    engine = await wasmEngine();
  });
  after(() => engine.dispose());

  for (const context of walkContexts)
    it(`in a config with ${context.name}`, async () => {
      const walk = new Walk(context, engine);
      const ignored: string[] = [];
      for (const leaf of leaves) {
        if (!isWalked(leaf, context) || elsewhere.includes(dotted(leaf))) continue;
        const outcomes = await walk.tryLeaf(leaf);
        for (const [value, outcome] of outcomes) if (outcome === 'acts') acted.add(valueName(leaf, value));
        if (outcomes.some(([, outcome]) => outcome === 'acts')) acted.add(dotted(leaf));
        ignored.push(...silentlyIgnored(leaf, outcomes));
      }
      assert.deepEqual(ignored, []);
    });

  it('and acts in at least one of them', () => {
    const never = leaves.map(dotted).filter((leaf) => !elsewhere.includes(leaf) && !acted.has(leaf));
    assert.deepEqual(never, []);
  });
});

describe('every key of a generator changes its pairs', () => {
  for (const [generator, keys] of generatorLeaves(texts))
    it(generator, async () => {
      const base = { generator, size: 6, seed: 1, ...widthsOf(keys) };
      const before = await trainingPairs(base);
      for (const leaf of keys) {
        const key = leaf.path.at(-1)!;
        const values = key === 'generator' ? [] : leaf.values(at(resolvedSplit(base), [key]));
        for (const value of values)
          assert.notDeepEqual(
            await trainingPairs({ ...base, [key]: value }),
            before,
            `${key} ${String(value)}`,
          );
      }
    });
});

describe('keys whose effect is elsewhere', () => {
  const plain = { data: { train: 'words.tsv', dev: 'dev.tsv' } };
  const parsed = (config: unknown) => {
    const { config: resolved, diagnostics } = parseConfig(JSON.stringify(config));
    assert.deepEqual(diagnostics, []);
    return resolved!;
  };

  it('$schema says to an editor what the file is, and nothing to a training', () => {
    const { $schema, ...config } = parsed({ $schema: 'https://example.org/schema.json', ...plain });
    assert.equal($schema, 'https://example.org/schema.json');
    assert.deepEqual(config, parsed(plain));
  });

  it('name is how runs are called', () => {
    assert.equal(resolveConfigName(parsed(plain), 'mine.s2s.json'), 'mine');
    assert.equal(resolveConfigName(parsed({ name: 'another', ...plain }), 'mine.s2s.json'), 'another');
  });

  it('every key of expect is part of a test of the model, and training takes no notice', () => {
    const text = { name: 'one', input: 'a', output: 'b', among: 2 };
    const bound = { name: 'two', metric: 'loss', at_least: 1, at_most: 2, split: 'train' };
    const testOf = (entry: object) => {
      const { config } = parseConfig(JSON.stringify({ ...plain, expect: [entry] }));
      assert.deepEqual({ ...config!, expect: [] }, parsed(plain));
      return expectationsOf(config!).map(({ expectation }) => expectation);
    };
    for (const entry of [text, bound]) {
      const whole = testOf(entry);
      assert.equal(whole.length, 1);
      for (const key of Object.keys(entry))
        assert.notDeepEqual(testOf({ ...entry, [key]: undefined }), whole, key);
    }
  });

  it('vector_size is the width of vectors, which the data must have', async () => {
    const vectors = (vector_size: number) =>
      parsed({
        data: {
          ...plain.data,
          train: 'vectors.tsv',
          dev: 'vectors.tsv',
          src: { level: 'vector', vector_size },
        },
      });
    const { codecs } = await loadData(vectors(2), files);
    assert.equal(codecs.source.features?.size, 2);
    await assert.rejects(loadData(vectors(3), files), /vector_size/);
  });

  it('sacrebleu_cfg.tokenize is how BLEU is computed', () => {
    const bleuBy = (tokenize: string): number => {
      const { bleu } = textMetrics(parsed({ ...plain, testing: { sacrebleu_cfg: { tokenize } } }));
      return corpusScore(bleu, [{ hypothesis: 'aa b c d, e f g hi', reference: 'aa b c d , e f g h' }]);
    };
    assert.equal(new Set(['13a', 'char', 'none'].map(bleuBy)).size, 3);
  });
});

/** Keys that others are measured against begin above their least value. */
function widthsOf(keys: readonly SchemaLeaf[]): Record<string, number> {
  const has = (key: string): boolean => keys.some(({ path }) => path.at(-1) === key);
  return {
    ...(has('max_length') ? { min_length: 3, max_length: 5 } : {}),
    ...(has('max_repeats') ? { min_repeats: 2, max_repeats: 4 } : {}),
  };
}

function resolvedSplit(train: unknown): unknown {
  return dataSchema.parse({ train, dev: 'dev.tsv' }).train;
}

/** What a generator makes, whatever the levels that models would need. */
async function trainingPairs(train: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { smallest } = pictureNeeds(String(train['generator'])) ?? {};
  const src = smallest === undefined ? {} : { level: 'image', image_size: [smallest, smallest] };
  const config = configSchema.parse({ data: { train, dev: { ...train, size: 1, seed: 2 }, src } });
  const read = (path: string) => Promise.resolve(new TextEncoder().encode(files[path]));
  return (await loadSplits({ ...config, task: 'translation' }, read)).train;
}

class Walk {
  private readonly base: ParsedConfig;
  private readonly signature: ConfigSignature;

  constructor(
    private readonly context: WalkContext,
    private readonly engine: Engine,
  ) {
    this.base = parseConfig(JSON.stringify(context.config));
    const { config, diagnostics } = this.base;
    assert.ok(config, JSON.stringify(diagnostics.map(({ message }) => message)));
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    );
    this.signature = new ConfigSignature(config, { engine, files });
  }

  /** What becomes of each value of a key, beside the one that the context has. */
  async tryLeaf(leaf: SchemaLeaf): Promise<[value: unknown, Outcome][]> {
    const current = at(this.base.config, leaf.path);
    const outcomes: [unknown, Outcome][] = [];
    for (const value of leaf.values(current)) {
      // Another number would tell nothing new.
      if (typeof value === 'number' && outcomes.some(([, outcome]) => outcome === 'acts')) break;
      const outcome = await this.tryValue(leaf, value);
      if (outcome !== undefined) outcomes.push([value, outcome]);
    }
    return outcomes;
  }

  /** Undefined where the value says the same in other words. */
  private async tryValue(leaf: SchemaLeaf, value: unknown): Promise<Outcome | undefined> {
    const changed = parseConfig(
      JSON.stringify(withValue(this.context.config, leaf.path, value, this.base.config)),
    );
    if (changed.config !== undefined && sameJson(changed.config, this.base.config)) return undefined;
    const known = new Set(this.base.diagnostics.map(({ message }) => message));
    const news = changed.diagnostics.filter(({ message }) => !known.has(message));
    const errors = news.filter(({ severity }) => severity === 'error');
    const isAbout = (one: Diagnostic): boolean =>
      names(leaf, one.message) ||
      begins(one.path, leaf.path) ||
      // What holds the key is incomplete without another one.
      (one.code === 'missing-key' && begins(one.path.slice(0, -1), leaf.path));
    if (errors.length > 0) {
      assert.ok(errors.some(isAbout), `${valueName(leaf, value)}: ${errors[0]!.message}`);
      return 'refused';
    }
    if (news.some(({ code, path }) => code === 'no-effect' && begins(path, leaf.path))) return 'refused';
    try {
      const signature = new ConfigSignature(changed.config!, { engine: this.engine, files });
      return (await this.signature.difference(signature, leaf.path[0]!)) === undefined ? 'ignored' : 'acts';
    } catch (error) {
      // Files are read, and vocabularies made, after the diagnostics.
      if (
        error instanceof Error &&
        (names(leaf, error.message) || error.message.includes(JSON.stringify(value)))
      )
        return 'refused';
      throw new Error(`${valueName(leaf, value)} is refused without being named`, { cause: error });
    }
  }
}

/** Of a key without a default, one value may be the one in force, if others act. */
function silentlyIgnored(leaf: SchemaLeaf, outcomes: readonly (readonly [unknown, Outcome])[]): string[] {
  const ignored = outcomes
    .filter(([value, outcome]) => outcome === 'ignored' && !isInForce(leaf, value))
    .map(([value]) => valueName(leaf, value));
  const mayBeInForce = !leaf.hasDefault && outcomes.some(([, outcome]) => outcome !== 'ignored');
  return mayBeInForce && ignored.length === 1 ? [] : ignored;
}

function isInForce(leaf: SchemaLeaf, value: unknown): boolean {
  return inForce.some((one) => one.path === dotted(leaf) && one.value === value);
}

function isWalked(leaf: SchemaLeaf, { walked, without = [] }: WalkContext): boolean {
  const isBelow = (path: string): boolean => `${dotted(leaf)}.`.startsWith(`${path}.`);
  return walked.some(isBelow) && !without.some(isBelow);
}

function valueName(leaf: SchemaLeaf, value: unknown): string {
  return `${dotted(leaf)} = ${JSON.stringify(value)}`;
}

/** Whether a message names a key, or what it belongs to. */
function names({ path }: SchemaLeaf, message: string): boolean {
  return path.slice(-2).some((key) => message.includes(key));
}

/** Whether a finding stands at a key, in it or at what holds it, below a section. */
function begins(path: readonly (string | number)[], leaf: readonly string[]): boolean {
  return path.length > 1 && path.every((key, index) => index >= leaf.length || String(key) === leaf[index]);
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

/** The config with a value set; arrays that it does not write are those of the resolved one. */
function withValue(
  written: unknown,
  [key, ...rest]: readonly string[],
  value: unknown,
  resolved: unknown,
): unknown {
  if (key === undefined) return value;
  const list = written ?? (Array.isArray(resolved) ? (resolved as readonly unknown[]) : undefined);
  const inner = at(resolved, [key]);
  if (Array.isArray(list))
    return (list as readonly unknown[]).map((item, index) =>
      String(index) === key ? withValue(item, rest, value, inner) : item,
    );
  const object = typeof written === 'object' && written !== null ? written : {};
  return { ...object, [key]: withValue(at(object, [key]), rest, value, inner) };
}
