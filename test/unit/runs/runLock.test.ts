import assert from 'node:assert/strict';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { acquireRunLock, AlreadyTrainingError } from '../../../src/runs/runLock';
import { ensureStateFolder, locksFolderOf } from '../../../src/runs/stateFolder';
import { removeTemporaryFolders, temporaryFolder } from './temporaryFolder';

describe('acquireRunLock', () => {
  let root = '';
  let state = '';
  let config = '';

  beforeEach(async () => {
    root = await temporaryFolder();
    state = await ensureStateFolder(root);
    config = join(root, 'copy.s2s.json');
    await writeFile(config, '{}');
  });
  after(removeTemporaryFolders);

  const lockFile = async (): Promise<string> => {
    const names = await readdir(locksFolderOf(state));
    assert.equal(names.length, 1);
    return join(locksFolderOf(state), names[0]!);
  };

  it('lets one training of a config in at a time', async () => {
    const lock = await acquireRunLock(state, config, '/runs/copy-1');
    await assert.rejects(acquireRunLock(state, config, '/runs/copy-2'), (error) => {
      assert.ok(error instanceof AlreadyTrainingError);
      assert.equal(
        error.message,
        `${config} is already being trained (run copy-1, process ${process.pid}). ` +
          'Wait for that training or stop it; to train both at once, copy the config to another file.',
      );
      return true;
    });
    await lock.release();
    await (await acquireRunLock(state, config, '/runs/copy-2')).release();
    assert.deepEqual(await readdir(locksFolderOf(state)), []);
  });

  it('knows a config by whatever path it is named', async () => {
    const alias = join(root, 'alias.s2s.json');
    await symlink(config, alias);
    const lock = await acquireRunLock(state, config, '/runs/copy-1');
    await assert.rejects(acquireRunLock(state, alias, '/runs/copy-2'), AlreadyTrainingError);
    await assert.rejects(acquireRunLock(state, join(root, '.', 'copy.s2s.json'), 'x'), AlreadyTrainingError);
    const other = await acquireRunLock(state, join(root, 'other.s2s.json'), '/runs/other-1');
    await other.release();
    await lock.release();
  });

  it('takes over a lock whose holder is gone', async () => {
    await acquireRunLock(state, config, '/runs/copy-1');
    const file = await lockFile();
    const gone = { pid: 1, startedAt: `${hostname()}|never`, configFile: config, runFolder: '/runs/copy-0' };
    await writeFile(file, JSON.stringify(gone));
    const lock = await acquireRunLock(state, config, '/runs/copy-2');
    await assert.rejects(acquireRunLock(state, config, '/runs/copy-3'), /run copy-2/);
    await lock.release();
  });

  it('takes over a lock that was left half-written', async () => {
    await acquireRunLock(state, config, '/runs/copy-1');
    await writeFile(await lockFile(), '{"pid": 1');
    const lock = await acquireRunLock(state, config, '/runs/copy-2');
    await lock.release();
  });

  it('believes a lock of another machine while its run is written to', async () => {
    await acquireRunLock(state, config, '/runs/copy-1');
    const runFolder = join(root, 'copy-0');
    await mkdir(runFolder);
    const elsewhere = { pid: 1, startedAt: 'another-machine|1', configFile: config, runFolder };
    await writeFile(await lockFile(), JSON.stringify(elsewhere));
    await writeFile(join(runFolder, 'run.json'), '{}');
    await assert.rejects(acquireRunLock(state, config, '/runs/copy-2'), AlreadyTrainingError);
    await writeFile(await lockFile(), JSON.stringify({ ...elsewhere, runFolder: join(root, 'no-such-run') }));
    await (await acquireRunLock(state, config, '/runs/copy-2')).release();
  });

  it('lets exactly one of many in, also when they find a stale lock', async () => {
    for (let round = 0; round < 20; round++) {
      const before = await acquireRunLock(state, config, '/runs/copy-1');
      const gone = {
        pid: 1,
        startedAt: `${hostname()}|never`,
        configFile: config,
        runFolder: '/runs/copy-0',
      };
      await writeFile(await lockFile(), JSON.stringify(gone));
      const tries = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => acquireRunLock(state, config, `/runs/racer-${index}`)),
      );
      const winners = tries.filter((result) => result.status === 'fulfilled');
      assert.equal(winners.length, 1, `round ${round}`);
      await before.release();
      for (const { value } of winners) await value.release();
      assert.deepEqual(await readdir(locksFolderOf(state)), []);
    }
  });
});
