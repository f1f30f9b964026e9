import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { observeStatus } from '../../src/runs/processIdentity';
import { RunReader } from '../../src/runs/runReader';
import { TrainerProcess, trainToEnd } from './support/trainerProcess';
import { someStepsAfter, trainingOutcome, uninterruptedOutcome } from './support/trainingOutcome';
import { Workspace } from './support/workspace';

/** Preloaded into a trainer: a leak that begins with a signal. */
const leakOnSignal = `
  const leak = [];
  process.on('SIGUSR2', () => {
    for (;;) leak.push(new Array(100_000).fill({ step: leak.length }));
  });
`;

describe('A run that is broken off', function () {
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

  const order = () => ({ configFile: workspace.configFile, runFolder });

  /** Goes on to `updates` steps and compares with a training that was never broken off. */
  async function assertResumesTo(updates: number): Promise<void> {
    await workspace.setKeys({ 'training.updates': updates });
    await trainToEnd({ ...order(), resume: true });
    const manifest = await reader.readManifest();
    assert.equal(manifest.status, 'finished');
    assert.equal(manifest.step, updates);
    assert.deepEqual(await trainingOutcome(runFolder), await uninterruptedOutcome(updates));
  }

  it('by a stop goes on bit for bit as if it had never stopped', async () => {
    const trainer = await TrainerProcess.train(order());
    const watcher = await trainer.watch();
    // Not at a validation, so that the point being averaged and the place in the epoch must be resumed too.
    await watcher.seen('metrics', ({ point }) => point.step > 20 && point.step % 10 === 5);
    watcher.send({ type: 'stop' });
    const last = (await watcher.end()).at(-1);
    assert.deepEqual(await trainer.end(), { code: 0, signal: null });
    assert.ok(last?.type === 'manifest');
    const { status, stopReason, step, finishedAt, process } = last.manifest;
    assert.deepEqual(
      { status, stopReason, process },
      { status: 'stopped', stopReason: 'stopped', process: undefined },
    );
    assert.ok(finishedAt !== undefined);
    assert.equal(await reader.readPointer('last'), step);
    assert.equal((await reader.readCheckpoint('last')).value.loop.step, step);
    await assertResumesTo(someStepsAfter(step));
  });

  it('many times still ends as if it had never stopped', async () => {
    for (let sessions = 0; sessions < 3; sessions++) {
      const trainer = await TrainerProcess.train({ ...order(), resume: sessions > 0 });
      const watcher = await trainer.watch();
      await watcher.seen('metrics');
      watcher.send({ type: 'stop' });
      await trainer.end();
    }
    await assertResumesTo(someStepsAfter((await reader.readManifest()).step));
  });

  it('by kill -9 is seen as crashed, and goes on from its last checkpoint to the same weights', async () => {
    const trainer = await TrainerProcess.train(order());
    const watcher = await trainer.watch();
    await watcher.seen('checkpoint', ({ step }) => step >= 20);
    trainer.signal('SIGKILL');
    assert.deepEqual(await trainer.end(), { code: null, signal: 'SIGKILL' });
    const { step } = await assertCrashedWithWholeCheckpoint(20);
    // What a kill in the middle of an append leaves behind.
    await writeFile(path.join(runFolder, 'metrics.jsonl'), '{"kind":"train","st', { flag: 'a' });
    await assertResumesTo(someStepsAfter(step));
  });

  it('by running out of memory is seen as crashed, with its last checkpoint whole', async () => {
    const preload = await workspace.write('leak.cjs', leakOnSignal);
    const execArgv = ['--max-old-space-size=96', '--require', preload];
    const trainer = await TrainerProcess.train(order(), { execArgv });
    const watcher = await trainer.watch();
    await watcher.seen('checkpoint');
    trainer.signal('SIGUSR2');
    const { code, signal } = await trainer.end();
    assert.notEqual(code, 0);
    assert.ok(signal === 'SIGABRT' || signal === 'SIGTRAP' || code !== null);
    assert.match(await trainer.log(), /heap out of memory/);
    const { step } = await assertCrashedWithWholeCheckpoint(10);
    await assertResumesTo(someStepsAfter(step));
  });

  it('before its first checkpoint begins again from the start', async () => {
    await workspace.setKeys({ 'training.validation_freq': 1_000_000 });
    const trainer = await TrainerProcess.train(order());
    const watcher = await trainer.watch();
    await watcher.seen('metrics');
    trainer.signal('SIGKILL');
    await trainer.end();
    assert.equal(await reader.readPointer('last'), undefined);
    await workspace.setKeys({ 'training.updates': 20 });
    const again = await TrainerProcess.train({ ...order(), resume: true });
    assert.equal((await again.end()).code, 0);
    assert.match(await again.log(), /before its first checkpoint/);
    const changes = { 'training.validation_freq': 1_000_000 };
    assert.deepEqual(await trainingOutcome(runFolder), await uninterruptedOutcome(20, changes));
  });

  it('is not begun again once it is complete', async () => {
    await workspace.setKeys({ 'training.updates': 10 });
    await trainToEnd(order());
    const before = await readFile(path.join(runFolder, 'run.json'), 'utf8');
    const message = await TrainerProcess.refusal({ ...order(), resume: true });
    assert.match(message, /10 steps/);
    assert.match(message, /training\.updates/);
    assert.equal(await readFile(path.join(runFolder, 'run.json'), 'utf8'), before);
  });

  async function assertCrashedWithWholeCheckpoint(atLeast: number): Promise<{ step: number }> {
    const manifest = await reader.readManifest();
    assert.equal(manifest.status, 'running');
    assert.equal(await observeStatus(manifest), 'crashed');
    const { step, value, warning } = await reader.readCheckpoint('last');
    assert.equal(warning, undefined);
    assert.equal(value.loop.step, step);
    assert.ok(step >= atLeast, `the last checkpoint is of step ${step}`);
    return { step: Math.max(step, manifest.step) };
  }
});
