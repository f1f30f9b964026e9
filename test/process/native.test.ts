import assert from 'node:assert/strict';
import path from 'node:path';
import { RunReader } from '../../src/runs/runReader';
import { TrainerProcess, trainToEnd } from './support/trainerProcess';
import type { TrainerOrder } from './support/trainerProcess';
import { someStepsAfter, trainingOutcome } from './support/trainingOutcome';
import { Workspace } from './support/workspace';

/** A folder with tfjs-node whose addon is built: `npm test` builds it, `npm run native` shows where it is. */
function nativePath(): string {
  const folder = process.env['S2S_TEST_NATIVE_PATH'];
  assert.ok(folder !== undefined && folder !== '', 'S2S_TEST_NATIVE_PATH names no tfjs-node');
  return folder;
}

describe('A trainer with native TensorFlow', function () {
  this.timeout(120_000);

  async function losses(order: Partial<TrainerOrder>): Promise<readonly number[]> {
    const workspace = await Workspace.create('endless', {
      'training.updates': 50,
      'training.logging_freq': 1,
      'training.validation_freq': 25,
    });
    const runFolder = workspace.runFolder();
    await trainToEnd({ configFile: workspace.configFile, runFolder, ...order });
    const reader = new RunReader(runFolder);
    assert.equal((await reader.readManifest()).engine.name, order.engine);
    return (await reader.readMetrics()).items.flatMap((line) => (line.kind === 'change' ? [] : [line.loss]));
  }

  it('has the losses of the embedded engine, to 1e-4 over 50 steps and both validations', async () => {
    const native = await losses({ engine: 'tensorflow', nativePath: nativePath() });
    const embedded = await losses({ engine: 'wasm' });
    assert.equal(native.length, 52);
    assert.equal(embedded.length, 52);
    const differences = native.map((loss, index) => Math.abs(loss - embedded[index]!));
    assert.ok(Math.max(...differences) <= 1e-4, `differences: ${differences.join(', ')}`);
    assert.ok(native[0]! - native.at(-1)! > 0.1, 'it has not learned anything');
  });

  it('stops and goes on bit for bit as if it had never stopped', async () => {
    const native = { engine: 'tensorflow', nativePath: nativePath(), threads: 1 } as const;
    const workspace = await Workspace.create('endless');
    const order = (run: string) => ({
      configFile: workspace.configFile,
      runFolder: workspace.runFolder(run),
      ...native,
    });
    const trainer = await TrainerProcess.train(order('stopped'));
    const watcher = await trainer.watch();
    await watcher.seen('metrics', ({ point }) => point.step % 10 === 5);
    watcher.send({ type: 'stop' });
    await trainer.end();
    const { step } = await new RunReader(workspace.runFolder('stopped')).readManifest();
    await workspace.setKeys({ 'training.updates': someStepsAfter(step) });
    await trainToEnd({ ...order('stopped'), resume: true });
    await trainToEnd(order('whole'));
    assert.deepEqual(
      await trainingOutcome(workspace.runFolder('stopped')),
      await trainingOutcome(workspace.runFolder('whole')),
    );
  });

  it('says what it is busy with before a first run blocks it', async () => {
    const workspace = await Workspace.create('endless');
    const trainer = await TrainerProcess.train({
      configFile: workspace.configFile,
      runFolder: workspace.runFolder(),
      engine: 'tensorflow',
      nativePath: nativePath(),
    });
    const watcher = await trainer.watch();
    const { progress } = await watcher.seen('phase', ({ progress: parts }) => parts !== undefined);
    assert.equal(progress?.done, 0);
    watcher.send({ type: 'stop' });
    await trainer.end();
  });

  it('says why there is none where it was asked for, and what to do', async () => {
    const { configFile, folder } = await Workspace.create('endless');
    const nowhere = path.join(folder, 'nowhere');
    const order = { configFile, runFolder: path.join(folder, 'run'), engine: 'tensorflow' } as const;
    const message = await TrainerProcess.refusal({ ...order, nativePath: nowhere });
    assert.ok(message.includes(nowhere), message);
    assert.match(message, /s2s\.engine\.nativePath/);
    assert.match(await TrainerProcess.refusal(order), /[Ii]nstall/);
  });

  it('trains with the embedded engine where none is found, and says so in the run', async () => {
    const workspace = await Workspace.create('endless', { 'training.updates': 1 });
    const runFolder = workspace.runFolder();
    await trainToEnd({ configFile: workspace.configFile, runFolder, engine: 'auto' });
    const { engine } = await new RunReader(runFolder).readManifest();
    assert.equal(engine.name, 'wasm');
    assert.match(engine.reason, /Using the embedded WebAssembly engine/);
  });
});
