import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { diagnoseFiles } from '../../../src/core/config/diagnoseFiles';
import { toOverrides, variantsOf } from '../../../src/cli/reproduce/variant';
import { applyOverrides } from '../../../src/cli/configOverrides';
import { parseExpectedResult } from '../../../src/core/config/expectedResult';
import type { ExpectedResult } from '../../../src/core/config/expectedResult';
import {
  compareGalleryEntries,
  galleryConfigPath,
  parseGalleryEntry,
} from '../../../src/core/config/galleryEntry';
import { parseConfig } from '../../../src/core/config/parseConfig';
import type { Config } from '../../../src/core/config/schema';
import { BatchPlan } from '../../../src/core/data/batchPlan';
import { codecsFor } from '../../../src/core/data/codecsFor';
import { loadSplits } from '../../../src/core/data/loadSplits';
import type { Splits } from '../../../src/core/data/loadSplits';
import { makeExamples } from '../../../src/core/data/makeExamples';
import type { Codecs } from '../../../src/core/text/codecs';
import { encodeSource } from '../../../src/core/text/encodeText';
import { loadPictureSources } from '../../../src/trainer/pictureSources';

const gallery = path.resolve('gallery');
const names = readdirSync(gallery, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map(({ name }) => name);
const readText = (...parts: string[]): string => readFileSync(path.join(gallery, ...parts), 'utf8');
const entries = names.map((name) => parseGalleryEntry(name, readText(name, 'entry.json')));

const filesOf = (name: string) => ({
  resolve: (file: string) => path.join(gallery, name, file),
  readBytes: (file: string) => Promise.resolve<Uint8Array>(readFileSync(path.join(gallery, name, file))),
  readStart: (file: string, byteCount: number) =>
    Promise.resolve<Uint8Array>(readFileSync(path.join(gallery, name, file)).subarray(0, byteCount)),
});

function configOf(name: string): Config {
  const { config } = parseConfig(readText(galleryConfigPath(name)));
  assert.ok(config);
  return config;
}

function expectedOf(name: string): ExpectedResult {
  return parseExpectedResult(name, readText(name, 'expected.json'));
}

interface Prepared {
  readonly config: Config;
  readonly splits: Splits;
  readonly codecs: Codecs;
}
const prepared = new Map<string, Promise<Prepared>>();

/** The data of an entry, loaded once for all tests. */
function prepare(name: string): Promise<Prepared> {
  const known = prepared.get(name) ?? load(name);
  prepared.set(name, known);
  return known;
}

/** So many generated pairs tell enough: they are the first of the training split's. */
const mostGenerated = 10_000;
/** Pictures take a hundred times as long as text. */
const mostPictures = 1000;

async function load(name: string): Promise<Prepared> {
  const config = withFewerPairs(configOf(name));
  const splits = await loadSplits(config, filesOf(name).readBytes);
  return { config, splits, codecs: await codecsFor(config, splits.train, filesOf(name).readBytes) };
}

function withFewerPairs(config: Config): Config {
  const { train, src } = config.data;
  if (typeof train === 'string') return config;
  const most = src.level === 'image' ? mostPictures : mostGenerated;
  return {
    ...config,
    data: { ...config.data, train: { ...train, size: Math.min(train.size, most) } },
  };
}

/** Some puzzles have so few pairs that all are trained on: whether a model can learn them is the question. */
function isTrainedOnAll({ data: { train, dev, test } }: Config): boolean {
  return typeof train === 'string' && dev === train && test === train;
}

describe('the gallery', () => {
  it('lists its entries in an order without ties', () => {
    assert.equal(new Set(entries.map(({ group, order }) => `${group} ${order}`)).size, entries.length);
    assert.equal(entries.sort(compareGalleryEntries)[0]?.name, 'dates');
  });

  it('is smaller than 4 MB', () => {
    const files = names.flatMap((name) =>
      readdirSync(path.join(gallery, name), { recursive: true, withFileTypes: true }),
    );
    const bytes = files
      // What `npm start` has trained is not shipped.
      .filter((file) => file.isFile() && !file.parentPath.split(path.sep).includes('.s2s'))
      .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
    assert.ok(bytes < 4_000_000, `${bytes} bytes`);
  });

  for (const name of names) {
    describe(`entry ${name}`, () => {
      it('has a config that explains itself and gives no diagnostic, also with its data', async () => {
        const text = readText(galleryConfigPath(name));
        assert.match(text, /^\/\/ /);
        const parsed = parseConfig(text);
        assert.deepEqual(parsed.diagnostics, []);
        assert.equal(parsed.config?.name, name);
        const found = await diagnoseFiles(parsed, filesOf(name));
        const expected = isTrainedOnAll(configOf(name)) ? ['leak', 'leak'] : [];
        assert.deepEqual(
          found.map(({ code }) => code),
          expected,
        );
      });

      it('has splits that share no source and leave no pair out', async function () {
        // Some generators solve every pair exactly.
        this.timeout(180_000);
        const { config, splits, codecs } = await prepare(name);
        const { train, dev, test } = splits;
        assert.ok(test !== undefined && test.length > 0);
        // A language model has texts alone.
        const side = config.task === 'language_model' ? 'target' : 'source';
        const trained = new Set(train.map((pair) => pair[side]));
        const held = [...dev, ...test];
        assert.ok(isTrainedOnAll(config) || held.every((pair) => !trained.has(pair[side])));
        assert.deepEqual(makeExamples(codecs, [...train, ...held], config.data).tooLong, []);
      });

      it('wastes less than 15 % of its computation on padding', async () => {
        const { config, splits, codecs } = await prepare(name);
        const { examples } = makeExamples(codecs, splits.train, config.data);
        const plan = new BatchPlan(examples, codecs, {
          batchSize: config.training.batch_size,
          bucketWidth: config.training.length_bucket_width,
          shuffle: true,
          seed: 0,
        });
        assert.ok(plan.paddingFraction < 0.15, String(plan.paddingFraction));
      });

      it('has a sample file of lines that the model can read', async () => {
        const { config, codecs } = await prepare(name);
        const written = readText(name, 'sample.txt').trimEnd().split('\n');
        assert.ok(written.length >= 3);
        const lines = await loadPictureSources(config, written, [path.join(gallery, name)]);
        for (const line of lines) {
          if (config.task === 'language_model') {
            const { target } = codecs;
            assert.ok(
              target.tokenize(line).every((token) => target.idOf(token) !== target.unkId),
              line,
            );
            continue;
          }
          const { unknownTokens } = encodeSource(codecs, line, config.data.src.max_length);
          assert.deepEqual(unknownTokens, [], line);
        }
      });

      it('states what is expected of it, and compares models whose configs give no diagnostic', () => {
        const expected = expectedOf(name);
        const text = readText(galleryConfigPath(name));
        for (const { name: variant, overrides } of variantsOf(expected)) {
          const { diagnostics } = parseConfig(applyOverrides(text, overrides));
          assert.deepEqual(diagnostics, [], variant);
        }
        const [first] = variantsOf(expected);
        assert.deepEqual(first?.overrides, [], 'the first variant is the config as it is');
        const { long } = expected;
        if (long === undefined) return;
        assert.deepEqual(parseConfig(applyOverrides(text, toOverrides(long))).diagnostics, [], 'long');
      });

      it('names source and licence of data that come with it', () => {
        const hasData = readdirSync(path.join(gallery, name)).some(
          (file) => /\.(tsv|txt)$/.test(file) && file !== 'sample.txt',
        );
        if (!hasData) return;
        const source = readText(name, 'SOURCE.md');
        assert.match(
          source,
          /`node scripts\/gallery\/make-[\w-]+\.mjs` makes the files again, byte for byte/,
        );
        if (source.includes('npm package'))
          assert.match(source, /npm package \*\*[\w-]+ \d+\.\d+\.\d+\*\*[^]*Licen[cs]e/);
      });
    });
  }

  it('keeps every placeholder of the compiler messages in the translation', () => {
    for (const split of ['train', 'dev', 'test']) {
      for (const line of readText('compiler-messages', `${split}.tsv`).trimEnd().split('\n')) {
        const [english, french] = line.split('\t').map((text) => (text.match(/\{\d\}/g) ?? []).sort().join());
        assert.equal(french, english, line);
      }
    }
  });
});
