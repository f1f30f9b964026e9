import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FromTrainer } from '../../src/protocol/trainer';
import { RunReader } from '../../src/runs/runReader';
import { recordFigure } from '../support/figures';
import { TrainerProcess } from './support/trainerProcess';
import { TrainerWatcher } from './support/trainerWatcher';
import { Workspace } from './support/workspace';

const isAtLeast = (step: number) => (message: { readonly step: number }) => message.step >= step;

describe('A trainer process', () => {
  let workspace: Workspace;
  let runFolder: string;
  let trainer: TrainerProcess;
  let reader: RunReader;

  async function train(updates: number): Promise<void> {
    workspace = await Workspace.create('endless', { 'training.updates': updates });
    runFolder = workspace.runFolder();
    trainer = await TrainerProcess.train({ configFile: workspace.configFile, runFolder });
    reader = new RunReader(runFolder);
  }

  it('tells of its training in order, and leaves a complete run folder', async () => {
    await train(60);
    const watcher = await trainer.watch();
    const messages = await watcher.end();
    assert.deepEqual(await trainer.end(), { code: 0, signal: null });
    const [first] = messages;
    assert.equal(first?.type, 'manifest');
    assertOrder(messages);

    const last = messages.at(-1);
    assert.ok(last?.type === 'manifest', `the last message is ${last?.type}`);
    assert.deepEqual(last.manifest, await reader.readManifest());
    const { status, stopReason, step, totalSteps, process, best } = last.manifest;
    assert.deepEqual(
      { status, stopReason, step, totalSteps, process },
      { status: 'finished', stopReason: 'updates', step: 60, totalSteps: 60, process: undefined },
    );
    assert.equal(best?.metric, 'loss');
    assert.ok(best.value > 0);

    const { items, brokenLines } = await reader.readMetrics();
    assert.equal(brokenLines, 0);
    const steps = (kind: 'train' | 'dev') =>
      items.filter((item) => item.kind === kind).map((item) => item.step);
    const multiples = (of: number) => Array.from({ length: 60 / of }, (_, index) => of * (index + 1));
    assert.deepEqual(steps('train'), [1, ...multiples(5)]);
    assert.deepEqual(steps('dev'), multiples(10));
    const told = messages.flatMap((message) => (message.type === 'metrics' ? [message.point] : []));
    const written = items.filter((item) => item.kind === 'train');
    assert.deepEqual(told, written.slice(written.length - told.length));

    const samples = (await reader.readSamples()).items;
    assert.deepEqual(
      samples.map(({ step: at }) => at),
      multiples(10),
    );
    const [probe] = samples.at(-1)?.samples ?? [];
    assert.ok(probe !== undefined && probe.source === probe.reference);
    const map = (await reader.readSnapshot(60))?.maps.get(probe.index);
    assert.equal(map?.rows, probe.hypothesisTokens.length);
    assert.equal(map.columns, probe.sourceTokens.length);

    assert.deepEqual(await reader.listCheckpoints(), [...new Set([best.step, 60])]);
    const { value } = await reader.readCheckpoint('last');
    assert.equal(value.loop.step, 60);
    assert.equal((await reader.readConfig()).training.updates, 60);
    const { source } = await reader.readCodecs();
    assert.ok('vocabulary' in source && source.vocabulary.includes('a'));
    assert.deepEqual(
      (await readdir(runFolder)).filter((name) => name.startsWith('.')),
      [],
      'something half-written is left over',
    );
    assert.equal(await readFile(path.join(workspace.folder, '.s2s', '.gitignore'), 'utf8'), '*\n');
    assert.deepEqual(await readdir(path.join(workspace.folder, '.s2s', 'locks')), []);
  });

  it('holds live tensors constant', async () => {
    await train(110);
    await trainer.end();
    const { items } = await reader.readMetrics();
    const tensors = items.flatMap((item) => (item.kind === 'train' && item.step > 50 ? [item.tensors] : []));
    assert.equal(new Set(tensors).size, 1, `tensors: ${tensors.join(', ')}`);
  });

  describe('while it trains', () => {
    before(async () => train(1_000_000));

    it('refuses a wrong token, and tells nothing', async () => {
      const manifest = await reader.readManifest();
      const token = manifest.process?.token ?? '';
      for (const wrong of ['', 'x'.repeat(token.length), token.slice(1)]) {
        const watcher = await TrainerWatcher.connect(manifest, wrong);
        const messages = await watcher.end();
        assert.deepEqual(
          messages.map(({ type }) => type),
          ['refused'],
        );
      }
    });

    it('lets nobody but this user at its socket', async () => {
      const { process: recorded } = await reader.readManifest();
      const { mode } = await stat(path.dirname(recorded?.socket ?? ''));
      assert.equal(mode & 0o777, 0o700);
    });

    it('ends a connection that talks nonsense, and trains on', async () => {
      const manifest = await reader.readManifest();
      const watcher = await TrainerWatcher.connect(manifest);
      await watcher.seen('manifest');
      watcher.sendText('{"type": "reformat"}\n');
      assert.match((await watcher.seen('refused')).message, /stop/);
      await watcher.end();
      const other = await trainer.watch();
      await other.seen('metrics');
      other.leave();
    });

    it('gives a late watcher the manifest as it is now', async () => {
      const early = await trainer.watch();
      await early.seen('checkpoint', isAtLeast(20));
      const late = await trainer.watch();
      const { manifest } = await late.seen('manifest');
      assert.equal(late.messages[0]?.type, 'manifest');
      assert.equal(manifest.status, 'running');
      assert.ok(manifest.step >= 20, `step ${manifest.step}`);
      assert.equal(manifest.process?.pid, trainer.child.pid);
      await late.seen('metrics');
      early.leave();
      late.leave();
    });

    it('answers a ping while it trains', async () => {
      const watcher = await trainer.watch();
      await watcher.seen('manifest');
      const sentAtMs = performance.now();
      watcher.send({ type: 'ping' });
      await watcher.seen('pong');
      const answeredMs = performance.now() - sentAtMs;
      recordFigure({ name: 'answer of a training process', value: answeredMs, unit: 'ms', budget: 1000 });
      watcher.leave();
    });

    it('has on disk what it tells of', async () => {
      const watcher = await trainer.watch();
      const { point, samples } = await watcher.seen('validation');
      assert.ok((await reader.readSnapshot(point.step)) !== undefined);
      const written = (await reader.readSamples()).items.find(({ step }) => step === point.step);
      assert.deepEqual(written, samples);
      const { step } = await watcher.seen('checkpoint', isAtLeast(point.step));
      assert.ok(((await reader.readPointer('last')) ?? 0) >= step);
      watcher.leave();
    });

    it('makes a checkpoint and ends when it gets SIGTERM', async function () {
      // On Windows a signal kills; the extension asks through the socket there.
      if (process.platform === 'win32') this.skip();
      const watcher = await trainer.watch();
      await watcher.seen('manifest');
      trainer.signal('SIGTERM');
      const last = (await watcher.end()).at(-1);
      assert.deepEqual(await trainer.end(), { code: 0, signal: null });
      assert.ok(last?.type === 'manifest');
      assert.equal(last.manifest.status, 'stopped');
      assert.equal(await reader.readPointer('last'), last.manifest.step);
    });
  });

  it('leaves a trainer that gets no valid order to say so and end', async () => {
    const { configFile } = await Workspace.create();
    const order = { configFile, runFolder: path.dirname(configFile) };
    const message = await TrainerProcess.refusal({ ...order, threads: -1 });
    assert.match(message, /threads/);
  });
});

/** A point or validation never goes back in time; a validation is followed by its checkpoint. */
function assertOrder(messages: readonly FromTrainer[]): void {
  let step = 0;
  let validated: number | undefined;
  for (const message of messages) {
    if (message.type === 'metrics') {
      assert.ok(message.point.step > step, `metrics of step ${message.point.step} after step ${step}`);
      assert.equal(validated, undefined, 'training went on before the checkpoint of the validation');
      step = message.point.step;
    } else if (message.type === 'validation') {
      assert.ok(message.point.step >= step);
      assert.equal(message.point.step % 10, 0);
      assert.equal(message.samples.step, message.point.step);
      step = message.point.step;
      validated = step;
    } else if (message.type === 'checkpoint') {
      if (validated !== undefined) assert.equal(message.step, validated);
      validated = undefined;
    }
  }
}
