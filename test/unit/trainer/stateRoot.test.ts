import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lockRootOf, stateRootOf } from '../../../src/trainer/stateRoot';

describe('stateRootOf', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 's2s-root-'));
    await mkdir(path.join(root, 'models', 'dates'), { recursive: true });
  });

  afterEach(() => rm(root, { recursive: true }));

  const config = () => path.join(root, 'models', 'dates', 'dates.s2s.json');

  it('is the config’s own folder where nothing has been trained yet', async () => {
    assert.equal(await stateRootOf(config()), path.join(root, 'models', 'dates'));
  });

  it('is the workspace folder that has trained already', async () => {
    await mkdir(path.join(root, '.s2s'));
    assert.equal(await stateRootOf(config()), root);
  });

  it('is the nearest of several', async () => {
    await mkdir(path.join(root, '.s2s'));
    await mkdir(path.join(root, 'models', '.s2s'));
    assert.equal(await stateRootOf(config()), path.join(root, 'models'));
  });

  it('is not misled by a file of that name', async () => {
    await writeFile(path.join(root, 'models', '.s2s'), '');
    assert.equal(await stateRootOf(config()), path.join(root, 'models', 'dates'));
  });

  it('keeps the lock with the run when there is no writing beside the config', async () => {
    const missing = path.join(root, 'nowhere', 'dates.s2s.json');
    assert.equal(await lockRootOf(missing, path.join(root, 'runs', 'one')), path.join(root, 'runs'));
    assert.equal(await lockRootOf(config(), path.join(root, 'runs', 'one')), path.dirname(config()));
  });
});
