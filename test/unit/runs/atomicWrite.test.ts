import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTemporaries, writeFolderAtomically } from '../../../src/runs/atomicWrite';
import { nodeFileSystem } from '../../../src/runs/fileSystem';
import { FaultyFileSystem } from './faultyFileSystem';
import { removeTemporaryFolders, temporaryFolder } from './temporaryFolder';

const first = new Map<string, string>([
  ['a', 'first a'],
  ['b', 'first b'],
]);
const second = new Map<string, string>([
  ['a', 'second a'],
  ['b', 'second b'],
]);

const contentOf = async (folder: string): Promise<Map<string, string>> => {
  const content = new Map<string, string>();
  for (const name of (await readdir(folder)).sort())
    content.set(name, await readFile(join(folder, name), 'utf8'));
  return content;
};

describe('writeFolderAtomically', () => {
  after(removeTemporaryFolders);

  it('writes all files and leaves nothing else', async () => {
    const parent = await temporaryFolder();
    await writeFolderAtomically(nodeFileSystem, join(parent, '1'), first);
    await writeFolderAtomically(nodeFileSystem, join(parent, '1'), second);
    assert.deepEqual(await readdir(parent), ['1']);
    assert.deepEqual(await contentOf(join(parent, '1')), second);
  });

  it('leaves the old folder, or the new one, whole wherever it fails', async () => {
    const probe = new FaultyFileSystem(Infinity);
    await writeFolderAtomically(nodeFileSystem, join(await temporaryFolder(), 'x'), first);
    const parent = await temporaryFolder();
    await writeFolderAtomically(nodeFileSystem, join(parent, '1'), first);
    await writeFolderAtomically(probe, join(parent, '1'), second);
    assert.ok(probe.calls.length >= 7, probe.calls.join());
    for (let failAt = 1; failAt <= probe.calls.length; failAt++) {
      const place = await temporaryFolder();
      const folder = join(place, '1');
      await writeFolderAtomically(nodeFileSystem, folder, first);
      const once = new FaultyFileSystem(failAt);
      const failure = await writeFolderAtomically(once, folder, second).then(
        () => undefined,
        (error: unknown) => error,
      );
      const what = `failing at ${failAt}: ${once.calls.join()}`;
      const temporaries = (await readdir(place)).filter((name) => name !== '1');
      if ((await readdir(place)).includes('1')) {
        const content = await contentOf(folder);
        assert.ok(
          [first, second].some((whole) => String([...whole]) === String([...content])),
          what,
        );
      } else {
        // Even the way back failed: the old content is still there, whole, under its hidden name.
        assert.equal(temporaries.length, 1, what);
        assert.deepEqual(await contentOf(join(place, temporaries[0]!)), first, what);
      }
      assert.ok(failure instanceof Error, what);
    }
  });

  it('never shows a first write that did not finish', async () => {
    for (let failAt = 1; failAt <= 5; failAt++) {
      const parent = await temporaryFolder();
      await assert.rejects(writeFolderAtomically(new FaultyFileSystem(failAt), join(parent, '1'), first), {
        code: 'ENOSPC',
      });
      assert.deepEqual(await readdir(parent), [], `failing at ${failAt}`);
    }
  });

  it('removes what a killed process left, and nothing else', async () => {
    const parent = await temporaryFolder();
    await mkdir(join(parent, '.tmp-300-abc'));
    await writeFile(join(parent, '.tmp-300-abc', 'weights.safetensors'), 'half');
    await mkdir(join(parent, '200'));
    await removeTemporaries(nodeFileSystem, parent);
    assert.deepEqual(await readdir(parent), ['200']);
  });
});
