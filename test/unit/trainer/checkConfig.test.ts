import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkConfig, requireConfig } from '../../../src/trainer/checkConfig';
import { ConfigError } from '../../../src/trainer/configError';

describe('checkConfig', () => {
  let folder: string;
  let configFile: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 's2s-config-'));
    configFile = path.join(folder, 'my.s2s.json');
    await writeFile(path.join(folder, 'pairs.tsv'), 'a\tb\nno tab\n');
    await writeFile(
      configFile,
      '{\n  "data": { "train": "pairs.tsv", "dev": "none.tsv" },\n  "trainig": {}\n}\n',
    );
  });

  after(() => rm(folder, { recursive: true }));

  it('finds what is wrong with the config’s text alone when the schema refuses it', async () => {
    const { config, diagnostics } = await checkConfig({ configFile });
    assert.equal(config, undefined);
    assert.deepEqual(
      diagnostics.map(({ line, column, severity }) => [line, column, severity]),
      [[3, 3, 'error']],
    );
  });

  it('finds what is wrong with the data, in the text it is given instead of the file’s', async () => {
    const configText = '{ "data": { "train": "pairs.tsv", "dev": "none.tsv" } }';
    const { diagnostics } = await checkConfig({ configFile, configText });
    assert.deepEqual(
      diagnostics.map(({ code, path: [, split] }) => [split, code]),
      [
        ['train', 'no-tab'],
        ['dev', 'missing-file'],
      ],
    );
    await assert.rejects(requireConfig({ configFile, configText }), (error) => {
      assert.ok(error instanceof ConfigError);
      const lines = error.message.split('\n');
      assert.equal(lines.length, 2);
      assert.ok(lines[0]?.startsWith(`${configFile}:1:22 error `), lines[0]);
      assert.ok(lines[1]?.includes(path.join(folder, 'none.tsv')), lines[1]);
      return true;
    });
  });

  it('says in words that a file is missing, a folder or not UTF-8', async () => {
    const latin1 = path.join(folder, 'latin1.s2s.json');
    await writeFile(latin1, Buffer.from('{ "name": "\xe9" }', 'latin1'));
    await assert.rejects(
      checkConfig({ configFile: path.join(folder, 'gone.s2s.json') }),
      /There is no file .*gone/,
    );
    await assert.rejects(checkConfig({ configFile: folder }), /can't be read: EISDIR/);
    await assert.rejects(checkConfig({ configFile: latin1 }), /latin1\.s2s\.json is not UTF-8/);
  });
});
