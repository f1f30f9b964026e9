import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bestMetric, type Config } from '../../../src/core/config/schema';
import { serializeCodecs } from '../../../src/core/text/codecs';
import type { Checkpoint } from '../../../src/core/train/checkpoint';
import type { TrainEvent } from '../../../src/core/train/events';
import { train } from '../../../src/core/train/trainLoop';
import type { TrainingRun } from '../../../src/core/train/trainingRun';
import type { RunManifest } from '../../../src/runs/manifest';
import { recordTrainEvent } from '../../../src/runs/recordTrainEvent';
import { RunReader } from '../../../src/runs/runReader';
import { RunWriter } from '../../../src/runs/runWriter';
import { someManifest } from '../runs/runFixtures';
import { makeRun, tinyConfig, type TrainingInput } from './trainingFixture';

/** When to ask for a stop: at an event, or at one of the loop's turns (the first comes before the first step). */
type Stop = (now: TrainEvent | number) => boolean;

const atEvent =
  (wanted: (event: TrainEvent) => boolean): Stop =>
  (now) =>
    typeof now !== 'number' && wanted(now);
const atStep = (step: number): Stop =>
  atEvent((event) => event.type === 'metrics' && event.point.step >= step);
const atTurn =
  (turn: number): Stop =>
  (now) =>
    now === turn;

/** Trains into a folder until `stopWhen` is true; what is in the folder is all that a next call goes on from. */
async function trainInto(
  folder: string,
  run: TrainingRun,
  resumed: boolean,
  stopWhen: Stop = () => false,
): Promise<RunManifest> {
  const { config, codecs } = run;
  const reader = new RunReader(folder);
  const checkpoint: Checkpoint | undefined = resumed
    ? (await reader.readCheckpoint('last')).value
    : undefined;
  const writer = resumed
    ? await RunWriter.resume(folder, checkpoint?.loop)
    : await RunWriter.create(folder, { manifest: someManifest(), config, codecs: serializeCodecs(codecs) });
  let stopping = false;
  let turns = 0;
  const stoppable: TrainingRun = {
    ...run,
    checkpoint,
    readCheckpoint: async (step) => (await reader.readCheckpoint(step)).value,
    stopRequested: () => stopping,
    yieldToEventLoop: () => {
      stopping ||= stopWhen(++turns);
      return Promise.resolve();
    },
  };
  for await (const event of train(stoppable)) {
    await recordTrainEvent(writer, event, bestMetric(config.training));
    stopping ||= stopWhen(event);
  }
  return writer.manifest;
}

const timed = new Set(['elapsedMs', 'tokensPerSecond', 'updatedAt', 'finishedAt']);

const withoutTimes = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) => (timed.has(key) ? undefined : value));

/** Everything in a run folder: tensors as bytes, the rest without the figures that measure time. */
async function contentOf(folder: string): Promise<Map<string, unknown>> {
  const content = new Map<string, unknown>();
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of files.filter((entry) => entry.isFile())) {
    const bytes = await readFile(join(parentPath, name));
    const text = (): string => bytes.toString('utf8');
    const value = name.endsWith('.safetensors')
      ? bytes.toString('base64')
      : name.endsWith('.jsonl')
        ? text().trim().split('\n').map(withoutTimes)
        : name.endsWith('.json')
          ? withoutTimes(text())
          : text();
    content.set(join(parentPath, name).slice(folder.length), value);
  }
  return new Map([...content].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const kinds: Readonly<Record<string, TrainingInput>> = {
  'A training with a plateau schedule': {
    early_stopping: { metric: 'token_accuracy', steps: 9 },
    scheduling: 'plateau',
    patience: 0,
    decrease_factor: 0.5,
  },
  'A training with sampled inputs, summed gradients, moving averages and a mean of checkpoints': {
    optimizer: 'rmsprop',
    momentum: 0.5,
    weight_decay: 0.01,
    label_smoothing: 0.1,
    scheduled_sampling_type: 'exponential',
    scheduled_sampling_k: 0.95,
    scheduling: 'cosine',
    batch_multiplier: 2,
    moving_average_decay: 0.8,
    average_last_checkpoints: 3,
  },
};

for (const [kind, training] of Object.entries(kinds))
  describe(`${kind}, stopped and resumed`, () => {
    let parent = '';
    let config: Config;
    let run: TrainingRun;
    let uninterrupted: Map<string, unknown>;

    before(async () => {
      parent = await mkdtemp(join(tmpdir(), 's2s-resume-'));
      config = tinyConfig({
        updates: 23,
        logging_freq: 4,
        validation_freq: 6,
        print_valid_sents: 3,
        ...training,
      });
      run = await makeRun(config);
      await trainInto(join(parent, 'uninterrupted'), run, false);
      uninterrupted = await contentOf(join(parent, 'uninterrupted'));
    });
    after(async () => {
      run.engine.dispose();
      await rm(parent, { recursive: true, force: true });
    });

    it('was compared with a training that went through several epochs and validations', () => {
      const manifest = uninterrupted.get('/run.json') as RunManifest;
      assert.equal(manifest.status, 'finished');
      assert.ok(manifest.epoch > 2);
      assert.equal((uninterrupted.get('/samples.jsonl') as unknown[]).length, 4);
      assert.ok(uninterrupted.has('/checkpoints/23/optimizer.safetensors'));
    });

    const stops: [string, Stop][] = [
      ['before its first step', atTurn(1)],
      ['after its first step', atStep(1)],
      ['between two points', atTurn(4)],
      ['at a point', atStep(8)],
      ['while validating', atEvent((event) => event.type === 'phase' && event.phase === 'validating')],
      ['after a checkpoint', atEvent((event) => event.type === 'checkpoint')],
      ['while making its last validation', atStep(23)],
    ];
    for (const [when, stopWhen] of stops) {
      it(`${when} leaves the same run folder, bit for bit, as one never stopped`, async () => {
        const folder = join(parent, when.replaceAll(' ', '-'));
        const first = await trainInto(folder, run, false, stopWhen);
        assert.equal(first.status, 'stopped');
        await trainInto(folder, run, true);
        assert.deepEqual(await contentOf(folder), uninterrupted);
      });
    }

    it('again and again leaves the same run folder, bit for bit, as one never stopped', async () => {
      const folder = join(parent, 'again-and-again');
      let manifest = await trainInto(folder, run, false, atStep(1));
      for (let session = 0; session < 20 && manifest.status === 'stopped'; session++) {
        manifest = await trainInto(
          folder,
          run,
          true,
          atEvent(({ type }) => type === 'metrics' || type === 'checkpoint'),
        );
      }
      assert.deepEqual(await contentOf(folder), uninterrupted);
    });

    it('by a kill goes on from the last checkpoint to the same end', async () => {
      const folder = join(parent, 'killed');
      const writer = await RunWriter.create(folder, {
        manifest: someManifest(),
        config,
        codecs: serializeCodecs(run.codecs),
      });
      for await (const event of train(run)) {
        if (event.type === 'validation' && event.point.step === 18) break;
        await recordTrainEvent(writer, event, bestMetric(config.training));
      }
      assert.equal((await new RunReader(folder).readManifest()).status, 'running');
      await trainInto(folder, run, true);
      assert.deepEqual(await contentOf(folder), uninterrupted);
    });

    it('on other data does not end up the same', async () => {
      const folder = join(parent, 'other');
      await trainInto(folder, run, false, atStep(8));
      await trainInto(folder, { ...run, trainExamples: run.trainExamples.slice(0, 40) }, true);
      assert.notDeepEqual(await contentOf(folder), uninterrupted);
    });
  });
