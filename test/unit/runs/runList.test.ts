import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteRun } from '../../../src/runs/deleteRun';
import { fingerprintPairs } from '../../../src/runs/fingerprint';
import type { RunManifest } from '../../../src/runs/manifest';
import { ownIdentity } from '../../../src/runs/processIdentity';
import { listRuns } from '../../../src/runs/runList';
import { ensureStateFolder, runsFolderOf } from '../../../src/runs/stateFolder';
import { RunWriter } from '../../../src/runs/runWriter';
import { someCodecs, someConfig, someManifest } from './runFixtures';
import { removeTemporaryFolders, temporaryFolder } from './temporaryFolder';

async function addRun(runs: string, id: string, change: Partial<RunManifest>): Promise<string> {
  const manifest = someManifest({ id, ...change });
  await RunWriter.create(join(runs, id), { manifest, config: someConfig(), codecs: someCodecs });
  return join(runs, id);
}

describe('A folder of runs', () => {
  let runs = '';

  beforeEach(async () => {
    runs = runsFolderOf(await ensureStateFolder(await temporaryFolder()));
  });
  after(removeTemporaryFolders);

  it('lists runs by the time they were made, newest first, whatever else lies there', async () => {
    await addRun(runs, 'b', { status: 'finished', createdAt: '2026-01-02T00:00:00.000Z' });
    await addRun(runs, 'a', { status: 'stopped', createdAt: '2026-01-03T00:00:00.000Z' });
    await addRun(runs, 'c', { status: 'running', createdAt: '2026-01-01T00:00:00.000Z' });
    await mkdir(join(runs, 'empty'));
    await mkdir(join(runs, '.tmp-being-deleted'));
    await writeFile(join(runs, 'notes.txt'), 'junk');
    await mkdir(join(runs, 'broken'));
    await writeFile(join(runs, 'broken', 'run.json'), '{');
    await mkdir(join(runs, 'newer'));
    await writeFile(join(runs, 'newer', 'run.json'), '{"version": 9}');
    const listed = await listRuns(runs);
    assert.deepEqual(
      listed.map((entry) => [entry.id, entry.type === 'run' ? entry.status : entry.type]),
      [
        ['a', 'stopped'],
        ['b', 'finished'],
        ['c', 'crashed'],
        ['newer', 'unreadable'],
        ['broken', 'unreadable'],
      ],
    );
    const newer = listed.find(({ id }) => id === 'newer');
    assert.match(newer?.type === 'unreadable' ? newer.message : '', /made by a newer Seq2Seq Lab/);
  });

  it('is empty when it does not exist', async () => {
    assert.deepEqual(await listRuns(join(runs, 'nowhere')), []);
  });

  it('is kept out of version control', async () => {
    const gitignore = join(runs, '..', '.gitignore');
    assert.equal(await readFile(gitignore, 'utf8'), '*\n');
    await writeFile(gitignore, '# mine\n');
    await ensureStateFolder(join(runs, '..', '..'));
    assert.equal(await readFile(gitignore, 'utf8'), '# mine\n');
  });

  it('deletes a run that is over, and no other folder', async () => {
    const folder = await addRun(runs, 'old', { status: 'finished' });
    const active = await addRun(runs, 'active', {
      status: 'running',
      process: { ...(await ownIdentity()), socket: 's', token: 't' },
    });
    await deleteRun(folder);
    await assert.rejects(deleteRun(active), /this run is still training\. Stop it first/);
    await assert.rejects(deleteRun(runs), /not a run folder: it has no run\.json\. Nothing was deleted\./);
    assert.deepEqual(await readdir(runs), ['active']);
  });
});

describe('fingerprintPairs', () => {
  it('is the sha256 of the pairs as a TSV file', () => {
    const pairs = [
      { source: 'a', target: 'b' },
      { source: 'é', target: '' },
    ];
    // printf 'a\tb\né\t\n' | sha256sum
    assert.equal(fingerprintPairs(pairs), 'e1235e709c733734c87ea3f9d173bf8ac2a27bc285cd36ec49dba8264b452c68');
  });
});
