import { trainingSchema } from '../schema';
import type { TrainingConfig } from '../schema';
import { error } from './rule';
import type { Rule } from './rule';

/** A key of `training` that acts only with some values of another one. */
interface DependentKey {
  readonly key: keyof TrainingConfig;
  readonly on: 'optimizer';
  readonly values: readonly string[];
}

const dependentKeys: readonly DependentKey[] = [
  { key: 'momentum', on: 'optimizer', values: ['sgd', 'rmsprop'] },
  { key: 'nesterov', on: 'optimizer', values: ['sgd'] },
];

/** A default without effect is no mistake: a resolved config spells every one out. */
const defaults = trainingSchema.parse({});

/** Refuses keys that another key makes useless. */
export const uselessKeys: Rule = ({ training }) =>
  dependentKeys
    .filter(({ key, on, values }) => isChanged(training, key) && !values.includes(training[on]))
    .map(({ key, on, values }) =>
      error(
        'no-effect',
        ['training', key],
        `${key} has no effect with ${on} "${training[on]}". Remove it, or set ${on} to ${inWords(values)}.`,
      ),
    );

function isChanged(training: TrainingConfig, key: keyof TrainingConfig): boolean {
  return JSON.stringify(training[key]) !== JSON.stringify(defaults[key]);
}

function inWords(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(' or ');
}
