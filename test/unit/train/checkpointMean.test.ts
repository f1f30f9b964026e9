import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VariableValue } from '../../../src/core/step/engine';
import { serializeCodecs } from '../../../src/core/text/codecs';
import type { Checkpoint } from '../../../src/core/train/checkpoint';
import { train } from '../../../src/core/train/trainLoop';
import { recordTrainEvent } from '../../../src/runs/recordTrainEvent';
import { RunWriter } from '../../../src/runs/runWriter';
import { someManifest } from '../runs/runFixtures';
import {
  collect,
  lastOf,
  makeRun,
  ofType,
  tinyConfig,
  withFetches,
  type TrainingInput,
} from './trainingFixture';

const training: TrainingInput = {
  updates: 12,
  validation_freq: 3,
  best_metric: 'loss',
  learning_rate: 0.02,
  average_last_checkpoints: 3,
};

/** Trains; the n-th validation is made to find the n-th of these losses. */
async function trainWithLosses(losses: readonly number[], change: TrainingInput = {}) {
  const run = await makeRun(tinyConfig({ ...training, ...change }));
  const batches = Math.ceil(run.devExamples.length / 8);
  let evaluated = 0;
  const engine = withFetches(run.engine, (name, fetches) => {
    if (name !== 'evaluate') return fetches;
    const loss = losses[Math.floor(evaluated++ / batches)]!;
    return { ...fetches, loss_sum: Float32Array.of(loss * fetches['target_tokens']![0]!) };
  });
  const made = new Map<number, Checkpoint>();
  const events = await collect(
    { ...run, engine, readCheckpoint: (step) => Promise.resolve(made.get(step)!) },
    (event) => {
      if (event.type === 'checkpoint') made.set(event.checkpoint.loop.step, event.checkpoint);
    },
  );
  run.engine.dispose();
  return { events, made, evaluated };
}

/** What the checkpoint of a step was trained to, whatever its weights are. */
function trainedWeights({ weights, optimizer }: Checkpoint): Map<string, VariableValue> {
  return new Map([...weights].map(([name, value]) => [name, optimizer.get(`unaveraged.${name}`) ?? value]));
}

describe('the mean of the last checkpoints', () => {
  it('is what the last checkpoint holds where it is better', async () => {
    const { events, made } = await trainWithLosses([4, 3, 2, 2.5, 1]);
    const validations = ofType(events, 'validation').map(({ point }) => point);
    assert.deepEqual(
      validations.map(({ step, best }) => [step, best]),
      [
        [3, true],
        [6, true],
        [9, true],
        [12, true],
      ],
    );
    assert.ok(Math.abs(validations.at(-1)!.loss - 1) < 1e-6);
    const last = lastOf(events, 'checkpoint');
    assert.equal(last.best, true);
    assert.deepEqual(last.checkpoint.loop.recentCheckpoints, [6, 9, 12]);
    const averaged = [6, 9, 12].map((step) => trainedWeights(made.get(step)!));
    for (const [name, { values }] of last.checkpoint.weights)
      values.forEach((value, index) => {
        const sum = averaged.reduce((total, weights) => total + weights.get(name)!.values[index]!, 0);
        assert.equal(value, Math.fround(sum / 3), `${name}[${index}]`);
      });
  });

  it('is left where it is not, and early stopping does not see it', async () => {
    const { events, made, evaluated } = await trainWithLosses([4, 3, 3.5, 3.2, 3.1], {
      updates: 100,
      early_stopping: { metric: 'loss', steps: 2 },
    });
    assert.equal(lastOf(events, 'finished').reason, 'early-stopping');
    assert.equal(ofType(events, 'validation').length, 4);
    assert.ok(Math.abs(lastOf(events, 'validation').point.loss - 3.1) < 1e-6);
    assert.equal(evaluated, 5 * 2);
    const last = made.get(12)!;
    assert.equal(last.loop.earlyStopping?.validationsSince, 2);
    assert.equal(last.loop.best?.step, 6);
    const whole = await trainWithLosses([4, 3, 3.5, 3.2, 3.3], {
      updates: 100,
      early_stopping: { metric: 'loss', steps: 2 },
    });
    assert.ok(![...whole.made.get(12)!.optimizer.keys()].some((name) => name.startsWith('unaveraged.')));
    assert.deepEqual(trainedWeights(last), whole.made.get(12)!.weights);
  });

  it('is of moving averages where there are any, and keeps all that training goes on from', async () => {
    const change = { moving_average_decay: 0.8 };
    const { made } = await trainWithLosses([4, 3, 2, 2.5, 1], change);
    const without = await trainWithLosses([4, 3, 2, 2.5, 2.6], change);
    const [last, ordinary] = [made.get(12)!, without.made.get(12)!];
    const weights = [made.get(6)!, made.get(9)!, ordinary].map((checkpoint) => checkpoint.weights);
    for (const [name, { values }] of last.weights) {
      const sum = weights.reduce((total, one) => total + one.get(name)!.values[0]!, 0);
      assert.equal(values[0], Math.fround(sum / 3));
      assert.deepEqual(last.optimizer.get(`average.${name}`), ordinary.weights.get(name));
      assert.deepEqual(
        last.optimizer.get(`unaveraged.${name}`),
        ordinary.optimizer.get(`unaveraged.${name}`),
      );
    }
  });

  it('is not there, with a warning, when a checkpoint can not be read', async () => {
    const run = await makeRun(tinyConfig(training));
    const events = await collect({ ...run, readCheckpoint: () => Promise.reject(new Error('gone')) });
    run.engine.dispose();
    assert.equal(lastOf(events, 'finished').reason, 'updates');
    assert.match(lastOf(events, 'warning').message, /The last 3 checkpoints were not averaged: gone/);
    assert.equal(lastOf(events, 'checkpoint').checkpoint.loop.step, 12);
  });

  it('has its checkpoints kept in the run folder as long as they may be needed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 's2s-mean-'));
    const run = await makeRun(tinyConfig({ ...training, updates: 20 }));
    const { config, codecs } = run;
    const writer = await RunWriter.create(join(folder, 'run'), {
      manifest: someManifest(),
      config,
      codecs: serializeCodecs(codecs),
    });
    for await (const event of train(run)) {
      if (event.type === 'checkpoint' && event.checkpoint.loop.step === 18) break;
      await recordTrainEvent(writer, event, 'loss');
    }
    run.engine.dispose();
    const kept = (await readdir(join(folder, 'run', 'checkpoints'))).map(Number).sort((a, b) => a - b);
    await rm(folder, { recursive: true, force: true });
    assert.deepEqual(kept.slice(-3), [9, 12, 15]);
  });
});
