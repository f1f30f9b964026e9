import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunFolderError } from '../../../src/runs/runFolderError';
import { RunReader } from '../../../src/runs/runReader';
import { RunWriter } from '../../../src/runs/runWriter';
import { FaultyFileSystem } from './faultyFileSystem';
import {
  devLine,
  someCheckpoint,
  someCodecs,
  someConfig,
  someLoop,
  someManifest,
  trainLine,
} from './runFixtures';
import { removeTemporaryFolders, temporaryFolder } from './temporaryFolder';

const newRun = () => ({ manifest: someManifest(), config: someConfig(), codecs: someCodecs });
const samples = (step: number) => ({ step, samples: [] });

/** A run with checkpoints at 100 (best) and 200 (last), and points up to 230. */
async function someRun(): Promise<{ folder: string; writer: RunWriter; reader: RunReader }> {
  const folder = join(await temporaryFolder(), 'runs', 'copy-20260101-000000');
  const writer = await RunWriter.create(folder, newRun());
  for (const step of [1, 50, 100]) await writer.appendMetrics(trainLine(step));
  await writer.writeSnapshot(100, [{ rows: 1, columns: 2, values: Float32Array.of(0.25, 0.75) }]);
  await writer.appendSamples(samples(100));
  await writer.appendMetrics(devLine(100));
  await writer.writeCheckpoint(someCheckpoint(100), true);
  await writer.appendMetrics(trainLine(200));
  await writer.appendSamples(samples(200));
  await writer.writeSnapshot(200, []);
  await writer.writeCheckpoint(someCheckpoint(200), false);
  await writer.appendMetrics(trainLine(230));
  return { folder, writer, reader: new RunReader(folder) };
}

const stepsOf = (items: readonly { step: number }[]): number[] => items.map(({ step }) => step);

describe('A run folder', () => {
  after(removeTemporaryFolders);

  it('gives everything back as written', async () => {
    const { reader, writer } = await someRun();
    assert.deepEqual(await reader.readManifest(), writer.manifest);
    assert.deepEqual(await reader.readConfig(), someConfig());
    assert.deepEqual(await reader.readCodecs(), someCodecs);
    const metrics = await reader.readMetrics();
    assert.equal(metrics.brokenLines, 0);
    assert.deepEqual(metrics.items, [
      trainLine(1),
      trainLine(50),
      trainLine(100),
      devLine(100),
      trainLine(200),
      trainLine(230),
    ]);
    assert.deepEqual((await reader.readSamples()).items, [samples(100), samples(200)]);
    const snapshot = await reader.readSnapshot(100);
    assert.deepEqual(snapshot?.maps.get(0), { rows: 1, columns: 2, values: Float32Array.of(0.25, 0.75) });
    assert.equal(await reader.readSnapshot(150), undefined);
    for (const [choice, step] of [
      ['best', 100],
      ['last', 200],
      [100, 100],
    ] as const) {
      const read = await reader.readCheckpoint(choice);
      assert.deepEqual(read, { step, value: someCheckpoint(step), warning: undefined });
    }
  });

  it('keeps the best and the last checkpoint only', async () => {
    const { reader, writer, folder } = await someRun();
    await writer.writeCheckpoint(someCheckpoint(300), false);
    assert.deepEqual(await reader.listCheckpoints(), [100, 300]);
    await writer.writeCheckpoint(someCheckpoint(400), true);
    assert.deepEqual(await reader.listCheckpoints(), [400]);
    assert.deepEqual(await readdir(join(folder, 'checkpoints')), ['400']);
    assert.equal(await readFile(join(folder, 'best'), 'utf8'), '400\n');
  });

  it('does not let a new run replace one', async () => {
    const { folder } = await someRun();
    await assert.rejects(RunWriter.create(folder, newRun()), /already holds a run\. Resume that run/);
  });

  it('writes the manifest of frequent points at most once a second, and with the next update', async () => {
    let nowMs = 0;
    const folder = await temporaryFolder();
    const writer = await RunWriter.create(folder, newRun(), { now: () => nowMs });
    const reader = new RunReader(folder);
    nowMs = 400;
    await writer.note({ step: 5 });
    assert.equal((await reader.readManifest()).step, 0);
    nowMs = 1000;
    await writer.note({ step: 6 });
    assert.equal((await reader.readManifest()).step, 6);
    await writer.note({ step: 7 });
    await writer.update({ status: 'running' });
    const { step, status, updatedAt } = await reader.readManifest();
    assert.deepEqual([step, status, updatedAt], [7, 'running', '1970-01-01T00:00:01.000Z']);
  });

  it('carries out overlapping writes one after the other', async () => {
    const folder = await temporaryFolder();
    const writer = await RunWriter.create(folder, newRun());
    const steps = Array.from({ length: 30 }, (_, step) => step);
    await Promise.all(
      steps.flatMap((step) => [writer.appendMetrics(trainLine(step)), writer.update({ step })]),
    );
    const reader = new RunReader(folder);
    assert.deepEqual(stepsOf((await reader.readMetrics()).items), steps);
    assert.equal((await reader.readManifest()).step, 29);
  });

  it('records why and when it ended, and that no process is at work any more', async () => {
    const folder = await temporaryFolder();
    const process = { pid: 1, startedAt: 'x', socket: 's', token: 't' };
    const writer = await RunWriter.create(folder, { ...newRun(), manifest: someManifest({ process }) });
    await writer.finish('failed', { stopReason: 'diverged', message: 'Try less.' });
    const manifest = await new RunReader(folder).readManifest();
    assert.equal(manifest.status, 'failed');
    assert.equal(manifest.message, 'Try less.');
    assert.equal(manifest.process, undefined);
    assert.ok(manifest.finishedAt);
  });

  describe('taken up again', () => {
    it('drops what was written after the checkpoint', async () => {
      const { folder, reader } = await someRun();
      await writeFile(join(folder, 'snapshots', '300.safetensors'), 'later');
      await mkdir(join(folder, 'checkpoints', '.tmp-300-killed'));
      const writer = await RunWriter.resume(folder, someLoop(200), {
        engine: { ...someManifest().engine, threads: 2 },
      });
      assert.deepEqual(stepsOf((await reader.readMetrics()).items), [1, 50, 100, 100, 200]);
      assert.deepEqual((await readdir(join(folder, 'snapshots'))).sort(), [
        '100.safetensors',
        '200.safetensors',
      ]);
      assert.deepEqual(await readdir(join(folder, 'checkpoints')), ['100', '200']);
      assert.equal(writer.lastWholeStep, 200);
      assert.equal(writer.manifest.step, 200);
      assert.equal(writer.manifest.engine.threads, 2);
      await writer.writeCheckpoint(someCheckpoint(300), false);
      assert.deepEqual(await reader.listCheckpoints(), [100, 300]);
    });

    it('removes a torn line before writing the next', async () => {
      const { folder, reader } = await someRun();
      await appendFile(join(folder, 'metrics.jsonl'), '{"kind":"train","st');
      const writer = await RunWriter.resume(folder, someLoop(200));
      await writer.appendMetrics(trainLine(210));
      const { items, brokenLines } = await reader.readMetrics();
      assert.deepEqual(stepsOf(items), [1, 50, 100, 100, 200, 210]);
      assert.equal(brokenLines, 0);
    });

    it('from an older checkpoint forgets the later ones', async () => {
      const { folder, reader } = await someRun();
      await RunWriter.resume(folder, someLoop(100));
      assert.deepEqual(await reader.listCheckpoints(), [100]);
      assert.equal((await reader.readCheckpoint('last')).step, 100);
    });

    it('begins anew when it had no checkpoint yet', async () => {
      const folder = await temporaryFolder();
      const first = await RunWriter.create(folder, newRun());
      await first.appendMetrics(trainLine(1));
      const writer = await RunWriter.resume(folder, undefined);
      assert.deepEqual((await new RunReader(folder).readMetrics()).items, []);
      assert.equal(writer.lastWholeStep, undefined);
    });
  });

  describe('with bad content', () => {
    it('ignores a torn last line and counts other broken ones', async () => {
      const { folder, reader } = await someRun();
      await appendFile(join(folder, 'metrics.jsonl'), 'not json\n{"kind":"train"}\n{"kind":"tr');
      const { items, brokenLines } = await reader.readMetrics();
      assert.equal(items.length, 6);
      assert.equal(brokenLines, 2);
    });

    it('from a newer version says what to do', async () => {
      const { folder, reader } = await someRun();
      await writeFile(join(folder, 'run.json'), JSON.stringify({ version: 2, surprise: true }));
      await assert.rejects(
        reader.readManifest(),
        (error) =>
          error instanceof RunFolderError &&
          error.message ===
            `${join(folder, 'run.json')}: made by a newer Seq2Seq Lab (format 2; this one reads up to 1). Update Seq2Seq Lab to open this run.`,
      );
    });

    it('names the wrong key of a manifest', async () => {
      const { folder, reader } = await someRun();
      await writeFile(join(folder, 'run.json'), JSON.stringify({ ...someManifest(), status: 'sleeping' }));
      await assert.rejects(reader.readManifest(), /run\.json: its key status is wrong/);
      await writeFile(join(folder, 'run.json'), '{"version": 1, "id"');
      await assert.rejects(reader.readManifest(), /run\.json: not JSON, or truncated/);
      await writeFile(join(folder, 'codecs.json'), '{}');
      await assert.rejects(reader.readCodecs(), /codecs\.json: its key source is wrong/);
    });

    it('says so when it is no run folder at all', async () => {
      const folder = await temporaryFolder();
      await assert.rejects(
        new RunReader(folder).readManifest(),
        /run\.json: missing\. This is not the folder of a run/,
      );
    });

    it('says so when there is no checkpoint yet', async () => {
      const folder = await temporaryFolder();
      await RunWriter.create(folder, newRun());
      await assert.rejects(
        new RunReader(folder).readWeights('best'),
        /this run has no checkpoint yet\. Train it/,
      );
    });

    for (const name of ['weights.safetensors', 'optimizer.safetensors', 'state.json']) {
      it(`names a truncated ${name} and offers the other checkpoint`, async () => {
        const { folder, reader } = await someRun();
        const file = join(folder, 'checkpoints', '200', name);
        await truncate(file, (await stat(file)).size - 3);
        await assert.rejects(reader.readCheckpoint(200), (error) => {
          assert.ok(error instanceof RunFolderError);
          assert.equal(error.file, file);
          assert.match(error.message, /truncated.*The checkpoint is damaged/);
          return true;
        });
        const read = await reader.readCheckpoint('last');
        assert.equal(read.step, 100);
        assert.deepEqual(read.value, someCheckpoint(100));
        assert.match(
          read.warning ?? '',
          /truncated.*Going on from the best checkpoint, step 100, instead\.$/,
        );
        await truncate(join(folder, 'checkpoints', '100', name), 5);
        await assert.rejects(reader.readCheckpoint('last'), RunFolderError);
        await assert.rejects(reader.readCheckpoint('best'), RunFolderError);
      });
    }

    it('notices a checkpoint of another step and one whose folder is gone', async () => {
      const { folder, reader } = await someRun();
      const state = join(folder, 'checkpoints', '200', 'state.json');
      await writeFile(state, JSON.stringify(someLoop(100)));
      await assert.rejects(reader.readCheckpoint(200), /it is of step 100, but its folder is called 200/);
      await assert.rejects(
        reader.readCheckpoint(150),
        /150: there is no such checkpoint\. There are: 100, 200\./,
      );
      await writeFile(join(folder, 'last'), '150\n');
      assert.equal((await reader.readCheckpoint('last')).step, 100);
      await writeFile(join(folder, 'last'), 'newest\n');
      await assert.rejects(reader.readCheckpoint('last'), /it should hold the step of a checkpoint/);
    });

    it('names a damaged snapshot', async () => {
      const { folder, reader } = await someRun();
      await truncate(join(folder, 'snapshots', '100.safetensors'), 20);
      await assert.rejects(
        reader.readSnapshot(100),
        /100\.safetensors: truncated.*the rest of the run is not affected/,
      );
    });
  });

  describe('on a full disk', () => {
    it('keeps the older checkpoints whole wherever writing one fails, and says which is the last', async () => {
      const probe = new FaultyFileSystem(Infinity);
      const { folder } = await someRun();
      const writer = await RunWriter.resume(folder, someLoop(200), {}, { fileSystem: probe });
      const before = probe.calls.length;
      await writer.writeCheckpoint(someCheckpoint(300), true);
      const writes = probe.calls.slice(before).filter((kind) => kind !== 'remove');
      assert.ok(writes.length >= 10);
      for (let failAt = 1; failAt <= writes.length; failAt++) {
        const run = await someRun();
        const fileSystem = new FaultyFileSystem(before + failAt);
        const failing = await RunWriter.resume(run.folder, someLoop(200), {}, { fileSystem });
        const wholeBefore = await run.reader.readCheckpoint('last');
        const message = await failing.writeCheckpoint(someCheckpoint(300), true).then(
          () => 'none',
          (error: unknown) => (error instanceof RunFolderError ? error.message : 'another error'),
        );
        const pruning = writes.indexOf('replaceFile') + 2;
        const last = failAt <= writes.indexOf('replaceFile') + 1 ? 200 : 300;
        assert.match(
          message,
          new RegExp(`disk full while writing; the last whole checkpoint is step ${last}\\.`),
        );
        const read = await run.reader.readCheckpoint('last');
        assert.equal(read.warning, undefined);
        assert.deepEqual(read.value, last === 200 ? wholeBefore.value : someCheckpoint(300));
        const best = await run.reader.readCheckpoint('best');
        assert.deepEqual(best.value, someCheckpoint(failAt <= pruning ? 100 : 300));
      }
    });

    it('leaves no torn line behind', async () => {
      const folder = await temporaryFolder();
      const fileSystem = new FaultyFileSystem(Infinity);
      const writer = await RunWriter.create(folder, newRun(), { fileSystem });
      await writer.appendMetrics(trainLine(1));
      const failing = await RunWriter.resume(folder, someLoop(1), {}, { fileSystem });
      fileSystem.break('ENOSPC');
      await assert.rejects(
        failing.appendMetrics(trainLine(2)),
        /metrics\.jsonl: disk full while writing; the last whole checkpoint is step 1\. Free some space and resume/,
      );
      fileSystem.repair();
      await failing.appendMetrics(trainLine(3));
      const { items, brokenLines } = await new RunReader(folder).readMetrics();
      assert.deepEqual(stepsOf(items), [1, 3]);
      assert.equal(brokenLines, 0);
    });

    it('keeps the manifest whole', async () => {
      const { folder, reader } = await someRun();
      const fileSystem = new FaultyFileSystem(Infinity);
      const writer = await RunWriter.resume(folder, someLoop(200), {}, { fileSystem });
      const whole = await reader.readManifest();
      fileSystem.break('EACCES');
      await assert.rejects(
        writer.update({ step: 250 }),
        /run\.json: can't be written \(EACCES: injected\)\. Check that you may write to the run folder\. The last whole checkpoint is step 200/,
      );
      assert.deepEqual(await reader.readManifest(), whole);
    });
  });
});
