import { remove, set } from '../edits/configChange';
import { trainingSchema } from '../schema';
import { say } from '../message';
import { error, warning } from './rule';
import type { Rule } from './rule';
import { scheduledSamplingRules } from './scheduledSamplingRules';
import { scheduleRules } from './scheduleRules';
import { uselessKeys } from './uselessKeys';

function hasDefaultBetas(betas: readonly number[]): boolean {
  return trainingSchema.parse({}).adam_betas.every((beta, index) => beta === betas[index]);
}

const betasWithoutAdam: Rule = ({ training }) => {
  const hasBetas = training.optimizer === 'adam' || training.optimizer === 'adamw';
  if (hasBetas || hasDefaultBetas(training.adam_betas)) return undefined;
  return warning(
    'no-effect',
    ['training', 'adam_betas'],
    say`adam_betas has no effect with optimizer "${training.optimizer}". Remove it, or set optimizer to "adam" or "adamw".`,
    remove(['training', 'adam_betas']),
    set(['training', 'optimizer'], 'adam'),
  );
};

const nesterovWithoutMomentum: Rule = ({ training: { optimizer, nesterov, momentum } }) => {
  if (!nesterov || momentum > 0 || optimizer !== 'sgd') return undefined;
  return error(
    'nesterov-without-momentum',
    ['training', 'nesterov'],
    say`nesterov is a form of momentum, but momentum is 0. Set momentum (0.9 is a common value), or nesterov to false.`,
    set(['training', 'momentum'], 0.9),
    set(['training', 'nesterov'], false),
  );
};

const smoothingOfPointers: Rule = ({ data: { trg }, training: { label_smoothing } }) => {
  if (label_smoothing === 0 || trg.level !== 'pointer') return undefined;
  return error(
    'label-smoothing-with-pointer',
    ['training', 'label_smoothing'],
    say`label_smoothing spreads probability over the whole vocabulary, but a pointer network must give none to what is no position of its source. Remove it, or set data.trg.level to another than "pointer".`,
    remove(['training', 'label_smoothing']),
  );
};

const coverageLossWithoutCoverage: Rule = ({ model, training: { lambda_coverage } }) => {
  if (lambda_coverage === 0 || model.decoder.coverage_attn) return undefined;
  return error(
    'no-effect',
    ['training', 'lambda_coverage'],
    say`lambda_coverage weighs what the decoder attends again, but model.decoder.coverage_attn is false. Set coverage_attn to true (with attention "bahdanau" or "concat"), or remove lambda_coverage.`,
    remove(['training', 'lambda_coverage']),
    set(['model', 'decoder', 'coverage_attn'], true),
    [
      set(['model', 'decoder', 'coverage_attn'], true),
      set(['model', 'decoder', 'attention', 'type'], 'bahdanau'),
    ],
  );
};

const earlyStoppingNeverTriggers: Rule = ({ training: { early_stopping, validation_freq, updates } }) => {
  if (early_stopping === undefined || updates === undefined) return undefined;
  const earliest = early_stopping.steps * validation_freq;
  const mostSteps = Math.ceil(updates / validation_freq) - 1;
  if (earliest < updates) return undefined;
  return warning(
    'early-stopping-never',
    ['training', 'early_stopping'],
    say`early_stopping can never stop this run: ${early_stopping.steps} validations, one every ${validation_freq} steps, take ${earliest} steps, and training ends after ${updates} updates. Lower early_stopping.steps or validation_freq, or raise updates.`,
    ...(mostSteps < 1 ? [] : [set(['training', 'early_stopping', 'steps'], mostSteps)]),
    set(['training', 'updates'], earliest + validation_freq),
    remove(['training', 'early_stopping']),
  );
};

export const trainingRules: readonly Rule[] = [
  betasWithoutAdam,
  uselessKeys,
  nesterovWithoutMomentum,
  smoothingOfPointers,
  coverageLossWithoutCoverage,
  earlyStoppingNeverTriggers,
  ...scheduleRules,
  ...scheduledSamplingRules,
];
