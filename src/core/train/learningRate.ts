import type { Config, TrainingConfig } from '../config/schema';

/** When an update is made. */
export interface ScheduleMoment {
  /** Number of the update, from 1. */
  readonly update: number;
  /** Passes over the data before it, with fraction. */
  readonly epoch: number;
  /** How many updates the training has. */
  readonly totalUpdates: number;
  /** How often plateaus of the dev metric have lowered the rate. */
  readonly reductions: number;
}

const defaultEndingMinimum = 1e-8;
const defaultFloor = 1e-5;

/**
 * The learning rate of an update: a pure function of the config and the moment, so that a resumed training has that of one
 * never stopped. Formulas and defaults are those of JoeyNMT's schedulers of the same names, where it has them.
 */
export function learningRate(
  { model, training }: Pick<Config, 'model' | 'training'>,
  moment: ScheduleMoment,
): number {
  const { learning_rate: rate, scheduling, decrease_factor: factor } = training;
  const { update, epoch } = moment;
  switch (scheduling) {
    case undefined:
      return rate;
    case 'plateau':
      return rate * (factor ?? 0.1) ** moment.reductions;
    case 'exponential':
      return rate * (factor ?? 0.99) ** Math.floor(epoch);
    case 'decaying':
      return rate * (factor ?? 0.1) ** decreases(training, epoch);
    case 'halving': {
      const start = training.start_decay_at ?? 5;
      return epoch < start ? rate : rate * (factor ?? 0.5) ** (1 + decreases(training, epoch - start));
    }
    case 'cosine':
      return cosine(training, moment);
    case 'noam': {
      const warmup = warmupUpdates(training);
      const width = model.encoder.hidden_size ** -0.5;
      return (training.learning_rate_factor ?? 1) * width * Math.min(update ** -0.5, update * warmup ** -1.5);
    }
    case 'warmupexponentialdecay': {
      const length = training.learning_rate_decay_length ?? 10_000;
      return warmedUp(training, update, (since) => rate * (factor ?? 0.1) ** (since / length));
    }
    case 'warmupinversesquareroot':
      return warmedUp(training, update, () => rate * Math.sqrt(warmupUpdates(training) / update));
  }
}

/** Whether the rate has fallen below `learning_rate_min`, which ends the training. */
export function isBelowMinimum(config: Pick<Config, 'model' | 'training'>, moment: ScheduleMoment): boolean {
  const { training } = config;
  const minimum = training.learning_rate_min ?? defaultEndingMinimum;
  switch (training.scheduling) {
    case 'plateau':
    case 'exponential':
    case 'decaying':
    case 'halving':
      return learningRate(config, moment) < minimum;
    case 'noam':
      return moment.update > warmupUpdates(training) && learningRate(config, moment) < minimum;
    default:
      return false;
  }
}

/** Steps of warm-up, by the schedule's own default. */
function warmupUpdates({ scheduling, learning_rate_warmup }: TrainingConfig): number {
  return learning_rate_warmup ?? (scheduling === 'warmupinversesquareroot' ? 10_000 : 4000);
}

function decreases({ decaying_step_size = 1 }: TrainingConfig, epochs: number): number {
  return Math.floor(epochs / decaying_step_size);
}

/** Linear up to `learning_rate`, then what `after` makes of the updates since; never below the minimum. */
function warmedUp(training: TrainingConfig, update: number, after: (since: number) => number): number {
  const warmup = warmupUpdates(training);
  const rate = update < warmup ? (update * training.learning_rate) / warmup : after(update - warmup);
  return Math.max(rate, training.learning_rate_min ?? defaultFloor);
}

/**
 * Loshchilov & Hutter 2017, equation 5, for one period: from `learning_rate`, after a linear warm-up if there is one, down to
 * `learning_rate_min`, which it would have one update after the last.
 */
function cosine(training: TrainingConfig, { update, totalUpdates }: ScheduleMoment): number {
  const {
    learning_rate: highest,
    learning_rate_min: lowest = 0,
    learning_rate_warmup: warmup = 0,
  } = training;
  if (update <= warmup) return (highest * update) / warmup;
  const done = Math.min(1, (update - 1 - warmup) / Math.max(1, totalUpdates - warmup));
  return lowest + ((highest - lowest) * (1 + Math.cos(Math.PI * done))) / 2;
}
