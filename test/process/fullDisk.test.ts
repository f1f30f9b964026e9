import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { observeStatus } from '../../src/runs/processIdentity';
import { RunReader } from '../../src/runs/runReader';
import { removeAtEnd } from './support/leftovers';
import { TrainerProcess, trainToEnd } from './support/trainerProcess';
import { someStepsAfter, trainingOutcome, uninterruptedOutcome } from './support/trainingOutcome';
import { Workspace } from './support/workspace';

/** Big enough that a file of a checkpoint stands out among all others. */
const bigger = { 'model.encoder.hidden_size': 32, 'model.decoder.hidden_size': 32 };

/** Where tests may mount, a disk of a few megabytes; elsewhere a limit on the size of files stands in for a full disk. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('On a full disk', function () {
  // Each trains several times.
  this.timeout(120_000);

  it('a file that can’t be written ends the training in words and leaves the older checkpoint whole', async () => {
    const workspace = await Workspace.create('endless', { ...bigger, 'training.updates': 10 });
    const runFolder = workspace.runFolder();
    const order = { configFile: workspace.configFile, runFolder };
    await trainToEnd(order);
    const before = await filesBelow(path.join(runFolder, 'checkpoints'));

    await workspace.setKeys({ 'training.updates': 20 });
    // Less than the optimizer's file, far more than any other.
    const trainer = await TrainerProcess.train({ ...order, resume: true }, { fileKibibytes: 56 });
    const end = await trainer.end();
    assert.deepEqual(end, { code: 1, signal: null });
    const manifest = await new RunReader(runFolder).readManifest();
    assert.equal(manifest.status, 'failed');
    assert.match(
      manifest.message ?? '',
      /disk full.*last whole checkpoint is step 10.*Free some space and resume/,
    );
    assert.match(await trainer.log(), /disk full/);
    assert.deepEqual(await filesBelow(path.join(runFolder, 'checkpoints')), before);

    await trainToEnd({ ...order, resume: true });
    assert.deepEqual(await trainingOutcome(runFolder), await uninterruptedOutcome(20, bigger));
  });

  it('nothing half-written replaces anything whole, and the run resumes once there is space', async function () {
    const disk = await mkdtemp(path.join(tmpdir(), 's2s-disk-'));
    removeAtEnd(disk);
    if (!mountSmallDisk(disk)) {
      console.log('      (no small disk can be mounted here: the limit on file sizes above stands for it)');
      return;
    }
    try {
      await assertSurvivesFullDisk(disk);
    } finally {
      execFileSync('umount', ['--lazy', disk]);
    }
  });
});

async function assertSurvivesFullDisk(disk: string): Promise<void> {
  const workspace = await Workspace.create('endless', bigger);
  const runFolder = path.join(disk, 'run');
  const reader = new RunReader(runFolder);
  const order = { configFile: workspace.configFile, runFolder };
  const trainer = await TrainerProcess.train(order);
  const watcher = await trainer.watch();
  await watcher.seen('checkpoint', ({ step }) => step >= 20);
  const ballast = path.join(disk, 'ballast');
  await fill(ballast);
  const messages = await watcher.end();
  assert.deepEqual(await trainer.end(), { code: 1, signal: null });

  const told = messages.at(-1);
  assert.ok(told?.type === 'manifest');
  assert.equal(told.manifest.status, 'failed');
  assert.match(told.manifest.message ?? '', /disk full.*Free some space and resume/);
  assert.match(await trainer.log(), /disk full/);
  // There may have been no room to write that it failed; then its process is gone all the same.
  const manifest = await reader.readManifest();
  assert.ok(['failed', 'crashed'].includes(await observeStatus(manifest)));
  const { value, warning } = await reader.readCheckpoint('last');
  assert.equal(warning, undefined);
  assert.equal((await reader.readMetrics()).brokenLines, 0);
  assert.equal((await reader.readSamples()).brokenLines, 0);
  for (const step of await reader.listCheckpoints())
    assert.equal((await reader.readCheckpoint(step)).value.loop.step, step);

  await rm(ballast);
  const updates = someStepsAfter(value.loop.step);
  await workspace.setKeys({ 'training.updates': updates });
  await trainToEnd({ ...order, resume: true });
  assert.deepEqual(await trainingOutcome(runFolder), await uninterruptedOutcome(updates, bigger));
}

/** Writes until the disk takes no more. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (const size of [65_536, 4096, 1]) {
      for (let room = true; room;) {
        room = await handle.write(Buffer.alloc(size)).then(
          () => true,
          () => false,
        );
        if (size === 1) room = false;
      }
    }
  } finally {
    await handle.close();
  }
}

/** sha256 of every file below a folder. */
async function filesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const hashes = files.sort().map(async (file) => [
    path.relative(folder, file),
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  ]);
  return Object.fromEntries(await Promise.all(hashes)) as Record<string, string>;
}
