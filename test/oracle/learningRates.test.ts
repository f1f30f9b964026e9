import assert from 'node:assert/strict';
import { configSchema, type ConfigInput } from '../../src/core/config/schema';
import { learningRate } from '../../src/core/train/learningRate';
import { updatePlateau } from '../../src/core/train/plateau';
import { askOracle } from './python';

interface ScheduleCase {
  readonly training: NonNullable<ConfigInput['training']>;
  /** Class and arguments in `torch.optim.lr_scheduler`. */
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly learning_rate: number;
  readonly updates: number;
  readonly updates_in_epoch: number;
  /** Value of the dev metric after an update. */
  readonly validations: Readonly<Record<number, number>>;
}

const common = { learning_rate: 0.05, updates: 60, updates_in_epoch: 7, validations: {} };
const plateau = {
  ...common,
  kind: 'ReduceLROnPlateau',
  options: { mode: 'min', threshold_mode: 'abs', eps: 0, factor: 0.1, patience: 2 },
};
/** Improvements, one of them too small to count, and several plateaus. */
const falling = [3, 2, 2.5, 1.99995, 2.1, 2.2, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.6];
const every = (updates: number, values: readonly number[]): Record<number, number> =>
  Object.fromEntries(values.map((value, index) => [updates * (index + 1), value]));

const cases: readonly ScheduleCase[] = [
  { ...common, training: { scheduling: 'exponential' }, kind: 'ExponentialLR', options: { gamma: 0.99 } },
  {
    ...common,
    training: { scheduling: 'exponential', decrease_factor: 0.7 },
    kind: 'ExponentialLR',
    options: { gamma: 0.7 },
  },
  { ...common, training: { scheduling: 'decaying' }, kind: 'StepLR', options: { step_size: 1 } },
  {
    ...common,
    training: { scheduling: 'decaying', decaying_step_size: 3, decrease_factor: 0.3 },
    kind: 'StepLR',
    options: { step_size: 3, gamma: 0.3 },
  },
  {
    ...common,
    training: { scheduling: 'halving' },
    kind: 'MultiStepLR',
    options: { milestones: [5, 6, 7, 8], gamma: 0.5 },
  },
  {
    ...common,
    training: { scheduling: 'cosine', learning_rate_min: 0.001 },
    kind: 'CosineAnnealingLR',
    options: { T_max: 60, eta_min: 0.001 },
  },
  {
    ...plateau,
    training: { scheduling: 'plateau', patience: 2 },
    validations: every(4, falling),
  },
  {
    ...plateau,
    training: { scheduling: 'plateau', patience: 0, decrease_factor: 0.5, best_metric: 'token_accuracy' },
    options: { ...plateau.options, mode: 'max', factor: 0.5, patience: 0 },
    validations: every(
      4,
      falling.map((value) => 3 - value),
    ),
  },
];

describe("learning rates against PyTorch's schedulers", function () {
  this.timeout(120_000);
  let oracle: number[][] = [];
  before(async () => {
    oracle = (await askOracle('learning_rates.py', { options: cases })).values as number[][];
  });

  cases.forEach((one, index) => {
    it(`are the same in every update: ${JSON.stringify(one.training)}`, () => {
      const config = configSchema.parse({
        data: { train: 'train.tsv', dev: 'dev.tsv' },
        training: { ...one.training, learning_rate: one.learning_rate },
      });
      let state: ReturnType<typeof updatePlateau>;
      const rates = Array.from({ length: one.updates }, (_, before) => {
        const rate = learningRate(config, {
          update: before + 1,
          epoch: before / one.updates_in_epoch,
          totalUpdates: one.updates,
          reductions: state?.reductions ?? 0,
        });
        const value = one.validations[before + 1];
        if (value !== undefined) state = updatePlateau(config.training, state, value);
        return rate;
      });
      assert.ok(new Set(rates).size > 2);
      rates.forEach((rate, before) => {
        const expected = oracle[index]![before]!;
        assert.ok(Math.abs(rate / expected - 1) < 1e-9, `update ${before + 1}: ${rate} and ${expected}`);
      });
    });
  });
});
