import assert from 'node:assert/strict';
import { rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reproduction, RunManifest } from '../../src/runs/manifest';
import { observeStatus } from '../../src/runs/processIdentity';
import { RunReader } from '../../src/runs/runReader';
import { TrainerProcess, trainToEnd } from './support/trainerProcess';
import type { TrainerOrder } from './support/trainerProcess';
import { someStepsAfter, trainingOutcome, uninterruptedOutcome } from './support/trainingOutcome';
import { Workspace } from './support/workspace';

describe('A run that somebody interferes with', function () {
  // Each trains several times.
  this.timeout(120_000);

  let workspace: Workspace;
  let runFolder: string;
  let reader: RunReader;

  beforeEach(async () => {
    workspace = await Workspace.create('endless');
    runFolder = workspace.runFolder();
    reader = new RunReader(runFolder);
  });

  const order = (): TrainerOrder => ({ configFile: workspace.configFile, runFolder });

  it('makes no step while it is paused, shows life and says so to who comes later, and goes on as if never paused', async () => {
    const trainer = await TrainerProcess.train(order());
    const watcher = await trainer.watch();
    await watcher.seen('metrics', ({ point }) => point.step > 20 && point.step % 10 === 5);
    watcher.send({ type: 'pause' });
    const { manifest: paused } = await watcher.seen(
      'manifest',
      ({ manifest }) => manifest.pausedAt !== undefined,
    );
    assert.equal(paused.status, 'running');
    assert.equal(await observeStatus(paused), 'running');
    assert.equal(await reader.readPointer('last'), paused.step, 'a checkpoint of where it waits');
    const lines = (await reader.readMetrics()).items.length;
    await sleep(400);
    assert.equal((await reader.readMetrics()).items.length, lines);
    assert.equal((await reader.readManifest()).pausedAt, paused.pausedAt);
    const late = await trainer.watch();
    assert.equal((await late.seen('manifest')).manifest.pausedAt, paused.pausedAt);
    late.send({ type: 'continue' });
    await late.seen('manifest', ({ manifest }) => manifest.pausedAt === undefined);
    const { point } = await watcher.seen('change', ({ point: { change } }) => change === 'continued');
    assert.ok(point.change === 'continued' && point.pausedMs >= 400);
    assert.equal(point.step, paused.step);
    assert.ok(point.elapsedMs - paused.elapsedMs < 300, 'the pause is no training time');
    await watcher.seen('metrics', ({ point: { step } }) => step > paused.step + 10);
    watcher.send({ type: 'stop' });
    await trainer.end();
    const updates = someStepsAfter((await reader.readManifest()).step);
    await workspace.setKeys({ 'training.updates': updates });
    await trainToEnd({ ...order(), resume: true });
    const outcome = await trainingOutcome(runFolder);
    const isOfTraining = (line: unknown): boolean => (line as { kind: string }).kind !== 'change';
    assert.equal(outcome.metrics.filter((line) => !isOfTraining(line)).length, 2);
    assert.deepEqual(
      { ...outcome, metrics: outcome.metrics.filter(isOfTraining) },
      await uninterruptedOutcome(updates),
    );
  });

  it('ends in words when its folder is deleted while it waits, and does not make it again', async () => {
    const trainer = await TrainerProcess.train(order());
    const watcher = await trainer.watch();
    await watcher.seen('metrics');
    watcher.send({ type: 'pause' });
    await watcher.seen('manifest', ({ manifest }) => manifest.pausedAt !== undefined);
    await rm(runFolder, { recursive: true });
    const { manifest } = await watcher.seen('manifest', ({ manifest: { status } }) => status === 'failed');
    assert.match(manifest.message ?? '', /deleted while its training waited\. .* train the config again\.$/);
    await trainer.end();
    await assert.rejects(stat(runFolder), { code: 'ENOENT' });
  });

  it('stops while it is paused, and says so when it is resumed', async () => {
    const trainer = await TrainerProcess.train(order());
    const watcher = await trainer.watch();
    await watcher.seen('metrics');
    watcher.send({ type: 'pause' });
    await watcher.seen('manifest', ({ manifest }) => manifest.pausedAt !== undefined);
    watcher.send({ type: 'stop' });
    assert.equal((await trainer.end()).code, 0);
    const { status, pausedAt, step } = await reader.readManifest();
    assert.deepEqual({ status, pausedAt }, { status: 'stopped', pausedAt: undefined });
    assert.equal(await reader.readPointer('last'), step);
  });

  it('stops on SIGTERM too while it is paused', async () => {
    const trainer = await TrainerProcess.train(order());
    const watcher = await trainer.watch();
    watcher.send({ type: 'pause' });
    await watcher.seen('manifest', ({ manifest }) => manifest.pausedAt !== undefined);
    trainer.signal('SIGTERM');
    assert.equal((await trainer.end()).code, 0);
    assert.equal((await reader.readManifest()).status, 'stopped');
  });

  it('with another learning rate is noted, kept by a resume, and trained again to the same numbers', async () => {
    const trainer = await TrainerProcess.train(order());
    const watcher = await trainer.watch();
    await watcher.seen('metrics', ({ point }) => point.step >= 15);
    watcher.send({ type: 'set-learning-rate', learningRate: 0.003 });
    const { point } = await watcher.seen('change');
    assert.ok(point.change === 'learning-rate');
    await watcher.seen('metrics', ({ point: { step } }) => step >= point.step + 10);
    watcher.send({ type: 'stop' });
    await trainer.end();
    const { learningRateChanges, step: stoppedAt } = await reader.readManifest();
    const { step, learningRate, scheduled } = point;
    assert.deepEqual(learningRateChanges, [{ step, learningRate, scheduled }]);
    assert.equal(learningRate, 0.003);

    const updates = someStepsAfter(stoppedAt);
    await workspace.setKeys({ 'training.updates': updates });
    await trainToEnd({ ...order(), resume: true });
    const lines = (await reader.readMetrics()).items;
    assert.ok(lines.filter(({ kind }) => kind === 'train').length > 5);
    for (const line of lines)
      if (line.kind === 'train' && line.step > step) assert.equal(line.learningRate, 0.003);

    const again = workspace.runFolder('again');
    // The config that the run has kept counts, whatever becomes of the file.
    await rm(workspace.configFile);
    await trainToEnd({ ...order(), runFolder: again, reproduces: runFolder });
    const manifest = await new RunReader(again).readManifest();
    assert.equal(manifest.reproduces, 'run');
    assertSame(manifest, [{ what: 'steps to train', original: String(updates), now: '1000000' }]);
    assert.deepEqual(manifest.learningRateChanges, learningRateChanges);
  });

  it('and was stopped is trained again up to there, bit for bit', async () => {
    const trainer = await TrainerProcess.train(order());
    const watcher = await trainer.watch();
    await watcher.seen('metrics', ({ point }) => point.step >= 20);
    watcher.send({ type: 'set-learning-rate', learningRate: 0.02 });
    await watcher.seen('metrics', ({ point }) => point.step >= 30);
    watcher.send({ type: 'stop' });
    await trainer.end();
    const again = workspace.runFolder('again');
    await trainToEnd({ ...order(), runFolder: again, reproduces: runFolder });
    assertSame(await new RunReader(again).readManifest());
  });

  function assertSame({ reproduction }: RunManifest, expected: Reproduction['reasons'] = []): void {
    assert.ok(reproduction !== undefined);
    const { points, differsFrom, largestDifference, reasons } = reproduction;
    assert.ok(points > 3);
    assert.deepEqual(
      { verdict: reproduction.verdict, differsFrom, largestDifference, reasons },
      { verdict: 'identical', differsFrom: undefined, largestDifference: undefined, reasons: expected },
    );
  }
});
