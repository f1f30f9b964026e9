import assert from 'node:assert/strict';
import { diagnoseFiles } from '../../../../src/core/config/diagnoseFiles';
import { exampleData } from '../../../../src/core/config/edits/exampleData';
import { parseConfig } from '../../../../src/core/config/parseConfig';

const splits = ['train', 'dev', 'test'] as const;

function parsed(data: object, more: object = {}) {
  const files = { train: 'train.tsv', dev: 'dev.tsv', test: 'test.tsv' };
  return parseConfig(JSON.stringify({ data: { ...files, ...data }, ...more }));
}

describe('exampleData', () => {
  const kinds = {
    characters: parsed({}),
    words: parsed({ src: { level: 'word' }, trg: { level: 'word', lowercase: true } }),
    'pieces of words': parsed({ src: { level: 'bpe' }, trg: { level: 'bpe' } }),
    molecules: parsed({ src: { level: 'smiles' }, trg: { level: 'smiles' } }),
    'names of molecules': parsed({ src: { level: 'smiles' } }),
    'positions of vectors': parsed({ src: { level: 'vector', vector_size: 3 }, trg: { level: 'pointer' } }),
    'positions of words': parsed({ src: { level: 'word', eos: false }, trg: { level: 'pointer' } }),
    'aligned words': parsed({ src: { level: 'word' }, trg: { level: 'word' } }, { task: 'aligned' }),
    'aligned characters': parsed({}, { task: 'aligned' }),
    'texts of a language model': parsed({}, { task: 'language_model' }),
    'a document': parsed({ train: 'a.txt', dev: 'b.txt', test: 'c.txt' }, { task: 'language_model' }),
  };
  for (const [kind, config] of Object.entries(kinds)) {
    it(`writes files of ${kind} in which nothing is wrong`, async () => {
      assert.deepEqual(config.diagnostics, []);
      const { config: resolved } = config;
      assert.ok(resolved !== undefined);
      const contents = new Map<string, string | undefined>();
      for (const split of splits) {
        const file = resolved.data[split];
        assert.ok(typeof file === 'string');
        contents.set(file, exampleData(resolved, split, file));
      }
      const problems = await diagnoseFiles(config, {
        resolve: (path) => path,
        readBytes: (path) => Promise.resolve(new TextEncoder().encode(contents.get(path))),
        readStart: () => Promise.resolve(undefined),
      });
      assert.deepEqual(
        problems.map(({ message }) => message),
        [],
      );
      for (const content of contents.values()) assert.equal(content?.trimEnd().split('\n').length, 2);
    });
  }

  it('has none where pictures are needed', () => {
    const { config } = parsed({ src: { level: 'image' } }, { model: { encoder: { type: 'image' } } });
    assert.ok(config !== undefined);
    assert.equal(exampleData(config, 'train', 'train.tsv'), undefined);
  });
});
