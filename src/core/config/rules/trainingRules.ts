import { trainingSchema } from '../schema';
import { error, warning } from './rule';
import type { Rule } from './rule';
import { scheduleRules } from './scheduleRules';
import { uselessKeys } from './uselessKeys';

const nBestOverBeam: Rule = ({ testing: { n_best, beam_size } }) => {
  if (n_best <= beam_size) return undefined;
  return error(
    'n-best-over-beam',
    ['testing', 'n_best'],
    `n_best is ${n_best}, but a beam of ${beam_size} holds only ${beam_size} ${beam_size === 1 ? 'hypothesis' : 'hypotheses'}. Set beam_size to at least ${n_best}, or n_best to at most ${beam_size}.`,
  );
};

const lengthPenaltyWithGreedy: Rule = ({ testing }) => {
  if (testing.beam_size > 1 || testing.beam_alpha === 0) return undefined;
  return warning(
    'no-effect',
    ['testing', 'beam_alpha'],
    'beam_alpha has no effect with beam_size 1: greedy decoding never compares lengths. Set beam_size above 1, or remove it.',
  );
};

function hasDefaultBetas(betas: readonly number[]): boolean {
  return trainingSchema.parse({}).adam_betas.every((beta, index) => beta === betas[index]);
}

const betasWithoutAdam: Rule = ({ training }) => {
  const hasBetas = training.optimizer === 'adam' || training.optimizer === 'adamw';
  if (hasBetas || hasDefaultBetas(training.adam_betas)) return undefined;
  return warning(
    'no-effect',
    ['training', 'adam_betas'],
    `adam_betas has no effect with optimizer "${training.optimizer}". Remove it, or set optimizer to "adam" or "adamw".`,
  );
};

const nesterovWithoutMomentum: Rule = ({ training: { optimizer, nesterov, momentum } }) => {
  if (!nesterov || momentum > 0 || optimizer !== 'sgd') return undefined;
  return error(
    'nesterov-without-momentum',
    ['training', 'nesterov'],
    'nesterov is a form of momentum, but momentum is 0. Set momentum (0.9 is a common value), or nesterov to false.',
  );
};

const earlyStoppingNeverTriggers: Rule = ({ training: { early_stopping, validation_freq, updates } }) => {
  if (early_stopping === undefined || updates === undefined) return undefined;
  const earliest = early_stopping.steps * validation_freq;
  if (earliest < updates) return undefined;
  return warning(
    'early-stopping-never',
    ['training', 'early_stopping'],
    `early_stopping can never stop this run: ${early_stopping.steps} validations, one every ${validation_freq} steps, take ${earliest} steps, and training ends after ${updates} updates. Lower early_stopping.steps or validation_freq, or raise updates.`,
  );
};

export const trainingRules: readonly Rule[] = [
  nBestOverBeam,
  lengthPenaltyWithGreedy,
  betasWithoutAdam,
  uselessKeys,
  nesterovWithoutMomentum,
  earlyStoppingNeverTriggers,
  ...scheduleRules,
];
