import assert from 'node:assert/strict';
import { configSchema, type ConfigInput } from '../../../src/core/config/schema';
import { isBelowMinimum, learningRate } from '../../../src/core/train/learningRate';
import { collect, lastOf, makeRun, ofType, tinyConfig } from './trainingFixture';

function rateAt(training: NonNullable<ConfigInput['training']>, update: number, epoch = 0): number {
  return learningRate(configOf(training), momentAt(update, epoch));
}

const configOf = (training: NonNullable<ConfigInput['training']>) =>
  configSchema.parse({
    data: { train: 'train.tsv', dev: 'dev.tsv' },
    model: { encoder: { hidden_size: 64 } },
    training,
  });
const momentAt = (update: number, epoch = 0) => ({ update, epoch, totalUpdates: 1000, reductions: 0 });

function assertRates(
  training: NonNullable<ConfigInput['training']>,
  expected: readonly (readonly [update: number, rate: number])[],
): void {
  for (const [update, rate] of expected) {
    const found = rateAt(training, update);
    assert.ok(Math.abs(found / rate - 1) < 1e-12, `update ${update}: ${found}, not ${rate}`);
  }
}

describe('the learning rate', () => {
  it('stays as it is without a schedule', () => {
    assert.equal(rateAt({ learning_rate: 0.3 }, 1), 0.3);
    assert.equal(rateAt({ learning_rate: 0.3 }, 10_000, 99), 0.3);
  });

  it('of "noam" rises to factor / √(width · warm-up), then falls with the root of the step', () => {
    const noam = { scheduling: 'noam', learning_rate_warmup: 100, learning_rate_factor: 2 } as const;
    const peak = 2 / Math.sqrt(64 * 100);
    assertRates(noam, [
      [1, peak / 100],
      [50, peak / 2],
      [100, peak],
      [400, peak / 2],
    ]);
    assertRates({ scheduling: 'noam' }, [[4000, 1 / Math.sqrt(64 * 4000)]]);
  });

  it('of "warmupexponentialdecay" falls by its factor every length, down to its minimum', () => {
    const training = {
      scheduling: 'warmupexponentialdecay',
      learning_rate: 0.01,
      learning_rate_warmup: 20,
      learning_rate_decay_length: 50,
      decrease_factor: 0.25,
      learning_rate_min: 0.0001,
    } as const;
    assertRates(training, [
      [1, 0.0005],
      [19, 0.0095],
      [20, 0.01],
      [70, 0.0025],
      [95, 0.00125],
      [5000, 0.0001],
    ]);
  });

  it('of "warmupinversesquareroot" falls with the root of the step, down to its minimum', () => {
    const training = {
      scheduling: 'warmupinversesquareroot',
      learning_rate: 0.01,
      learning_rate_warmup: 25,
    } as const;
    assertRates(training, [
      [5, 0.002],
      [25, 0.01],
      [100, 0.005],
      [1e12, 1e-5],
    ]);
  });

  it('of "halving" halves every half epoch from the fifth on (Sutskever et al. 2014)', () => {
    const training = { scheduling: 'halving', learning_rate: 0.7, decaying_step_size: 0.5 } as const;
    assert.deepEqual(
      [4.99, 5, 5.49, 5.5, 7.4].map((epoch) => rateAt(training, 1, epoch)),
      [0.7, 0.35, 0.35, 0.175, 0.7 / 32],
    );
  });

  it('of "cosine" warms up, then falls from its highest value towards its lowest', () => {
    const training = { scheduling: 'cosine', learning_rate: 1, learning_rate_warmup: 10 } as const;
    assertRates(training, [
      [5, 0.5],
      [10, 1],
      [11, 1],
      [506, 0.5],
      [1000, (1 - Math.cos(Math.PI / 990)) / 2],
    ]);
  });

  it('ends a training where it has fallen below its minimum, but not in a warm-up', () => {
    const noam = configOf({ scheduling: 'noam', learning_rate_warmup: 100, learning_rate_min: 0.005 });
    assert.deepEqual(
      [1, 100, 600, 700].map((update) => isBelowMinimum(noam, momentAt(update))),
      [false, false, false, true],
    );
    const floor = configOf({ scheduling: 'warmupinversesquareroot', learning_rate_min: 0.0005 });
    assert.equal(isBelowMinimum(floor, momentAt(1e9)), false);
    assert.equal(isBelowMinimum(configOf({}), momentAt(1e9, 1e6)), false);
  });
});

describe('a training with a schedule', () => {
  it('shows the rate of its updates on the chart, and feeds it', async () => {
    const schedule = {
      scheduling: 'warmupinversesquareroot',
      learning_rate_warmup: 4,
      learning_rate: 0.02,
    } as const;
    const run = await makeRun(tinyConfig({ updates: 9, logging_freq: 3, ...schedule }));
    const events = await collect(run);
    run.engine.dispose();
    assert.deepEqual(
      ofType(events, 'metrics').map(({ point }) => [point.step, point.learningRate]),
      [1, 3, 6, 9].map((step) => [step, step < 4 ? 0.005 * step : 0.02 * Math.sqrt(4 / step)]),
    );
  });

  it('validates and ends when the rate falls below learning_rate_min', async () => {
    const run = await makeRun(
      tinyConfig({
        epochs: 10,
        validation_freq: 1000,
        logging_freq: 1000,
        scheduling: 'exponential',
        decrease_factor: 0.5,
        learning_rate: 0.01,
        learning_rate_min: 0.002,
      }),
    );
    const events = await collect(run);
    const end = lastOf(events, 'finished');
    assert.deepEqual([end.reason, end.epoch], ['learning-rate-min', 3]);
    const { point } = lastOf(events, 'validation');
    assert.equal(point.step, end.step);
    const { checkpoint } = lastOf(events, 'checkpoint');
    assert.equal(checkpoint.loop.step, end.step);
    assert.deepEqual(
      ofType(events, 'metrics').map(({ point }) => point.learningRate),
      [0.01, 0.0025],
    );
    const resumed = lastOf(await collect({ ...run, checkpoint }), 'finished');
    run.engine.dispose();
    assert.deepEqual([resumed.reason, resumed.step], ['learning-rate-min', end.step]);
  });

  it('lowers the rate on a plateau of the dev metric and keeps that in its checkpoints', async () => {
    const run = await makeRun(
      tinyConfig({
        updates: 12,
        validation_freq: 2,
        logging_freq: 1,
        scheduling: 'plateau',
        patience: 0,
        decrease_factor: 0.5,
        // Nothing is learnt at this rate.
        learning_rate: 1e-12,
        learning_rate_min: 1e-15,
      }),
    );
    const events = await collect(run);
    run.engine.dispose();
    assert.deepEqual(
      ofType(events, 'metrics').map(({ point }) => Math.log2(1e-12 / point.learningRate)),
      [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4],
    );
    assert.equal(lastOf(events, 'checkpoint').checkpoint.loop.plateau?.reductions, 5);
  });
});
