import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changeRunNotes, noNotes, readRunNotes } from '../../../src/runs/runNotes';
import { removeTemporaryFolders, temporaryFolder } from './temporaryFolder';

describe('The notes of a run', () => {
  after(removeTemporaryFolders);

  async function runFolder(): Promise<string> {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'run.json'), '{}');
    return folder;
  }

  it('are none until somebody makes some, and change one by one', async () => {
    const folder = await runFolder();
    assert.deepEqual(await readRunNotes(folder), noNotes);
    assert.deepEqual(await changeRunNotes(folder, { star: true }), { star: true, note: '' });
    await changeRunNotes(folder, { note: 'lower rate, “tanh”' });
    assert.deepEqual(await readRunNotes(folder), { star: true, note: 'lower rate, “tanh”' });
  });

  it('are not written over when the file is damaged, which is said with its name', async () => {
    const folder = await runFolder();
    const file = join(folder, 'notes.json');
    for (const text of ['{ "star": tr', '{ "star": "yes", "note": "kept" }']) {
      await writeFile(file, text);
      await assert.rejects(changeRunNotes(folder, { star: true }), /notes\.json/);
      assert.equal(await readFile(file, 'utf8'), text);
    }
  });

  it('are not kept of a run that is gone', async () => {
    const folder = await temporaryFolder();
    await assert.rejects(changeRunNotes(folder, { star: true }), /no such run any more/);
    await assert.rejects(readFile(join(folder, 'notes.json')), /ENOENT/);
  });
});
