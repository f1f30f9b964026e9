import { remove, set } from '../edits/configChange';
import { trainingSchema } from '../schema';
import { say } from '../message';
import { error, warning } from './rule';
import type { Rule } from './rule';

const defaults = trainingSchema.parse({});

/** Noam's rate follows from the width and its factor alone. */
const learningRateWithNoam: Rule = ({ training: { scheduling, learning_rate } }) => {
  if (scheduling !== 'noam' || learning_rate === defaults.learning_rate) return undefined;
  return error(
    'no-effect',
    ['training', 'learning_rate'],
    say`learning_rate has no effect with scheduling "noam". Remove it, or scale the schedule with learning_rate_factor.`,
    remove(['training', 'learning_rate']),
  );
};

const minimumAboveRate: Rule = ({ training: { scheduling, learning_rate, learning_rate_min } }) => {
  if (learning_rate_min === undefined || scheduling === 'noam' || learning_rate_min < learning_rate)
    return undefined;
  return error(
    'learning-rate-min-too-high',
    ['training', 'learning_rate_min'],
    say`learning_rate_min is ${learning_rate_min}, but the learning_rate to begin with is ${learning_rate}. Set learning_rate_min below it.`,
    remove(['training', 'learning_rate_min']),
  );
};

const warmupNeverEnds: Rule = ({ training: { learning_rate_warmup, updates } }) => {
  if (learning_rate_warmup === undefined || updates === undefined || learning_rate_warmup < updates)
    return undefined;
  return warning(
    'warmup-never-ends',
    ['training', 'learning_rate_warmup'],
    say`The warm-up of ${learning_rate_warmup} steps never ends: training ends after ${updates} updates. Lower learning_rate_warmup, or raise updates.`,
    set(['training', 'learning_rate_warmup'], Math.max(1, Math.floor(updates / 10))),
    remove(['training', 'learning_rate_warmup']),
  );
};

const plateauNeverTriggers: Rule = ({
  training: { scheduling, patience = 10, validation_freq, updates },
}) => {
  if (scheduling !== 'plateau' || updates === undefined) return undefined;
  // The first validation sets the mark.
  const earliest = (patience + 2) * validation_freq;
  const mostPatience = Math.ceil(updates / validation_freq) - 3;
  if (earliest < updates) return undefined;
  return warning(
    'plateau-never',
    ['training', 'scheduling'],
    say`The learning rate can never fall: a plateau takes ${patience + 2} validations (patience ${patience}), one every ${validation_freq} steps, and training ends after ${updates} updates. Lower patience or validation_freq, or raise updates.`,
    ...(mostPatience < 0 ? [] : [set(['training', 'patience'], mostPatience)]),
    set(['training', 'updates'], earliest + validation_freq),
  );
};

export const scheduleRules: readonly Rule[] = [
  learningRateWithNoam,
  minimumAboveRate,
  warmupNeverEnds,
  plateauNeverTriggers,
];
