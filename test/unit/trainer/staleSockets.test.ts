import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createSocketAddress } from '../../../src/trainer/socketAddress';
import { removeStaleSockets } from '../../../src/trainer/staleSockets';

describe('Socket folders that killed trainers have left', () => {
  let folder: string;
  const later = Date.now() + 3_600_000;

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 's2s-stale-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const make = async (name: string): Promise<string> => {
    await mkdir(path.join(folder, name));
    return path.join(folder, name);
  };
  /** A socket whose process was killed. */
  function desert(file: string): void {
    const script = `require('net').createServer().listen(${JSON.stringify(file)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script]);
    assert.ok(existsSync(file));
  }

  it('are removed, empty ones as well', async () => {
    desert(path.join(await make('s2s-abc123'), 'trainer'));
    await make('s2s-DEF456');
    await removeStaleSockets(folder, 'trainer', later);
    assert.deepEqual(await readdir(folder), []);
  });

  it('are removed when the next trainer starts', async () => {
    const stale = await make('s2s-abc123');
    await utimes(stale, 0, 0);
    const address = await createSocketAddress(folder);
    assert.ok(!existsSync(stale));
    await address.dispose();
  });

  it('stay while somebody listens', async () => {
    const used = path.join(await make('s2s-abc123'), 'trainer');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(used, resolve));
    await removeStaleSockets(folder, 'trainer', later);
    assert.ok(existsSync(used));
    await new Promise((resolve) => server.close(resolve));
  });

  it('stay while they are young: their trainer may be about to listen', async () => {
    await make('s2s-abc123');
    await removeStaleSockets(folder, 'trainer');
    assert.deepEqual(await readdir(folder), ['s2s-abc123']);
  });

  it('are told from everything else', async () => {
    await writeFile(path.join(await make('s2s-aaaaaa'), 'trainer'), 'a file');
    await writeFile(path.join(await make('s2s-bbbbbb'), 'other'), 'not ours');
    await make('s2s-longer-name');
    await make('else-abc123');
    const target = await make('target');
    await symlink(target, path.join(folder, 's2s-cccccc'));
    const before = (await readdir(folder)).sort();
    await removeStaleSockets(folder, 'trainer', later);
    assert.deepEqual((await readdir(folder)).sort(), before);
  });

  it('that are not there are no error', async () => {
    await removeStaleSockets(path.join(folder, 'nowhere'), 'trainer', later);
  });
});
