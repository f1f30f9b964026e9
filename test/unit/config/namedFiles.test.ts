import assert from 'node:assert/strict';
import { configJsonSchema } from '../../../src/core/config/describeSchema';
import { ConfigDocument } from '../../../src/core/config/configDocument';
import { fileKindAt, namedFiles } from '../../../src/core/config/namedFiles';

describe('namedFiles', () => {
  it('finds every file, where its name stands, also in a text that is not finished', () => {
    const text =
      '{ "data": { "train": "data/a.tsv", "dev": { "generator": "copy" }, "src": { "codes_file": "c.txt" } }, "model": { "decoder": { "embeddings": { "load_pretrained": "v.vec" ';
    const found = namedFiles(new ConfigDocument(text));
    assert.deepEqual(
      found.map(({ kind, file, path }) => [kind, file, path.join('.')]),
      [
        ['pairs', 'data/a.tsv', 'data.train'],
        ['merges', 'c.txt', 'data.src.codes_file'],
        ['vectors', 'v.vec', 'model.decoder.embeddings.load_pretrained'],
      ],
    );
    for (const { offset, length, file } of found) assert.equal(text.slice(offset, offset + length), file);
  });

  it('knows every key whose description says that its file is relative to the config', () => {
    const keys: string[] = [];
    const visit = (node: unknown, path: readonly string[]): void => {
      if (typeof node !== 'object' || node === null) return;
      const { description, properties } = node as { description?: string; properties?: object };
      if (description?.includes('relative to this file') === true) keys.push(path.join('.'));
      for (const [key, child] of Object.entries(properties ?? {})) visit(child, [...path, key]);
    };
    visit(configJsonSchema(), []);
    assert.equal(keys.length, 7);
    for (const key of keys) assert.notEqual(fileKindAt(key.split('.')), undefined, key);
    assert.equal(fileKindAt(['data', 'src', 'level']), undefined);
  });
});
