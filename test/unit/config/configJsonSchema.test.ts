import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { editorSchema } from '../../../src/core/config/editorSchema';
import { citation, papers } from '../../../src/core/config/papers';
import {
  configJsonSchema,
  expectedInWords,
  keyDescription,
  validKeys,
} from '../../../src/core/config/describeSchema';
import { inWords } from '../../../src/core/config/message';

interface SchemaNode {
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly default?: unknown;
  readonly additionalProperties?: boolean;
}

const schema = configJsonSchema() as SchemaNode & Readonly<Record<string, unknown>>;

function keysOf(node: SchemaNode, above: string): { readonly key: string; readonly node: SchemaNode }[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => [
    { key: `${above}${name}`, node: child },
    ...keysOf(child, `${above}${name}.`),
  ]);
  return [
    ...own,
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((branch) => keysOf(branch, above)),
  ];
}

/** Keys that need not be written and are no sections, with their descriptions. */
function* optionalKeys(node: SchemaNode, above: string): Generator<[string, string]> {
  for (const branch of [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])]) {
    for (const [name, child] of Object.entries(branch.properties ?? {})) {
      const key = `${above}${name}`;
      if (child.properties === undefined && branch.required?.includes(name) !== true)
        yield [key, child.description ?? ''];
      yield* optionalKeys(child, `${key}.`);
    }
  }
}

describe('editorSchema', () => {
  it('is what schemas/s2s.schema.json holds (npm run schema rewrites it)', () => {
    const file = readFileSync(path.resolve('schemas', 's2s.schema.json'), 'utf8');
    assert.equal(file, `${JSON.stringify(editorSchema(), null, 2)}\n`);
  });

  it('offers the keys that a sweep can vary, each with what the config says of it', () => {
    const parameters = (editorSchema() as SchemaNode).properties?.['sweep']?.properties?.['parameters'];
    const offered = parameters?.properties ?? {};
    for (const key of ['model.encoder.hidden_size', 'model.decoder.attention', 'training.learning_rate'])
      assert.deepEqual(offered[key], {
        type: 'array',
        items: { $ref: `#/properties/${key.replaceAll('.', '/properties/')}` },
        description: keyDescription(key.split('.')),
        markdownDescription: offered[key]?.markdownDescription,
      });
    for (const key of ['name', 'training.best_metric', 'testing.beam_size', 'sweep.trials'])
      assert.equal(offered[key], undefined, key);
  });
});

describe('configJsonSchema', () => {
  it('silences the complaints about comments and trailing commas', () => {
    assert.equal(schema['allowComments'], true);
    assert.equal(schema['allowTrailingCommas'], true);
    assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
  });

  it('requires nothing that has a default', () => {
    assert.deepEqual(schema.required, ['data']);
    assert.deepEqual(schema.properties?.['data']?.required, ['train', 'dev']);
    assert.equal(schema.properties['model']?.required, undefined);
    assert.equal(schema.properties['training']?.required, undefined);
  });

  it('describes every key, with its default where it has one', () => {
    for (const { key, node } of keysOf(schema, '')) {
      assert.ok(node.description !== undefined, `${key} has no description`);
      assert.ok(node.markdownDescription !== undefined, `${key} has no hover`);
      const value = node.default;
      const isSoleChoice = key.endsWith('coder.type');
      if (value === undefined || typeof value === 'object' || isSoleChoice) continue;
      assert.ok(node.description.includes(`Default ${JSON.stringify(value)}`), key);
    }
  });

  it('explains every choice', () => {
    const choices = keysOf(schema, '').filter(({ node }) => node.enum !== undefined);
    assert.ok(choices.length > 10);
    for (const { key, node } of choices) assert.equal(node.enumDescriptions?.length, node.enum?.length, key);
  });

  it('says of every key that may be left out what then holds', () => {
    const withoutDefault = [...optionalKeys(schema, '')].filter(
      ([, description]) => !/\bdefault\b/i.test(description),
    );
    assert.deepEqual(
      withoutDefault.map(([key]) => key),
      [],
    );
  });

  it('makes links of the papers it names, and knows no others', () => {
    // Examples in code may look like one: `1 May 1990`.
    const text = JSON.stringify(schema).replace(/`[^`]*`/g, '');
    const named = new Set(text.match(citation));
    const withoutAddress = ['Abend et al. 1965'];
    assert.deepEqual(
      [...named].filter((name) => papers[name] === undefined),
      withoutAddress,
    );
    assert.deepEqual(
      Object.keys(papers).filter((name) => !named.has(name)),
      [],
    );
    assert.deepEqual(
      Object.keys(papers),
      Object.keys(papers).toSorted((a, b) => a.localeCompare(b)),
    );
    const hover = schema.properties?.['training']?.properties?.['optimizer']?.markdownDescription ?? '';
    assert.match(hover, /\[Kingma & Ba 2015\]\(https:\/\/arxiv\.org\/abs\/1412\.6980\)/);
    const rnnType = schema.properties?.['model']?.properties?.['encoder']?.properties?.['rnn_type'];
    assert.deepEqual(
      rnnType?.markdownEnumDescriptions?.[1],
      'Gated recurrent unit ([Cho et al. 2014](https://arxiv.org/abs/1406.1078))',
    );
  });

  it('refuses unknown keys in every object', () => {
    const objects = keysOf({ properties: { config: schema } }, '').filter(
      ({ node }) => node.properties !== undefined,
    );
    assert.ok(objects.length > 8);
    for (const { key, node } of objects) assert.equal(node.additionalProperties, false, key);
  });

  it('shows code in hovers without doubling marks', () => {
    const hover = schema.properties?.['data']?.properties?.['train']?.markdownDescription ?? '';
    assert.match(hover, /`\{"generator": "copy", "size": 1000\}`/);
    assert.doesNotMatch(hover, /``/);
  });
});

describe('validKeys', () => {
  it('picks the kind of object that the file has', () => {
    assert.deepEqual(validKeys(['data', 'train'], { generator: 'addition' }), [
      'generator',
      'size',
      'seed',
      'digits',
    ]);
    assert.deepEqual(validKeys(['data', 'train'], { generator: 'dates' }), ['generator', 'size', 'seed']);
    assert.deepEqual(validKeys(['model', 'decoder', 'attention'], {}).slice(0, 2), [
      'type',
      'attention_size',
    ]);
  });
});

describe('expectedInWords', () => {
  it('says ranges, choices and kinds', () => {
    assert.equal(inWords(expectedInWords(['training', 'batch_size'])), 'a whole number from 1 to 65536');
    assert.equal(inWords(expectedInWords(['training', 'learning_rate'])), 'a number above 0');
    assert.equal(
      inWords(expectedInWords(['training', 'adam_betas', 0])),
      'a number of at least 0 and below 1',
    );
    assert.equal(
      inWords(expectedInWords(['data', 'src', 'level'])),
      '"char", "word", "bpe", "smiles", "vector" or "image"',
    );
    assert.equal(
      inWords(expectedInWords(['data', 'dev'])),
      'text in double quotes or an object {"generator": …}',
    );
  });

  it('has no description for a key that is not there', () => {
    assert.equal(keyDescription(['data', 'nothing']), '');
  });
});
