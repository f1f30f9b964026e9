import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inputsDigest } from '../../../src/cli/reproduce/inputsDigest';

describe('inputsDigest', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 's2s-digest-'));
    await writeFile(path.join(folder, 'train.tsv'), 'a\tb\n');
  });
  after(() => rm(folder, { recursive: true }));

  it('changes with the config and its data, not with comments nor with what is expected of the model', async () => {
    const digest = await inputsDigest(folder, '{"random_seed": 1}');
    assert.equal(await inputsDigest(folder, '// one\n{"random_seed": 1}'), digest);
    assert.equal(await inputsDigest(folder, '{"random_seed": 1, "expect": [{"input": "a"}]}'), digest);
    assert.notEqual(await inputsDigest(folder, '{"random_seed": 2}'), digest);
    await writeFile(path.join(folder, 'train.tsv'), 'a\tc\n');
    assert.notEqual(await inputsDigest(folder, '{"random_seed": 1}'), digest);
  });
});
