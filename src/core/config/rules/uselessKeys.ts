import { remove, set } from '../edits/configChange';
import { trainingSchema } from '../schema';
import type { TrainingConfig } from '../schema';
import { say, type Message } from '../message';
import { isChanged } from './changedKeys';
import { error } from './rule';
import type { Rule } from './rule';

/** A key of `training` that acts only with some values of another one. */
interface DependentKey {
  readonly key: keyof TrainingConfig;
  readonly on: 'optimizer' | 'scheduling' | 'scheduled_sampling_type';
  readonly values: readonly string[];
}

const dependentKeys: readonly DependentKey[] = [
  { key: 'momentum', on: 'optimizer', values: ['sgd', 'rmsprop'] },
  { key: 'nesterov', on: 'optimizer', values: ['sgd'] },
  { key: 'patience', on: 'scheduling', values: ['plateau'] },
  {
    key: 'decrease_factor',
    on: 'scheduling',
    values: ['plateau', 'exponential', 'decaying', 'halving', 'warmupexponentialdecay'],
  },
  { key: 'decaying_step_size', on: 'scheduling', values: ['decaying', 'halving'] },
  { key: 'start_decay_at', on: 'scheduling', values: ['halving'] },
  {
    key: 'learning_rate_warmup',
    on: 'scheduling',
    values: ['cosine', 'noam', 'warmupexponentialdecay', 'warmupinversesquareroot'],
  },
  {
    key: 'scheduled_sampling_k',
    on: 'scheduled_sampling_type',
    values: ['linear', 'exponential', 'inverse_sigmoid'],
  },
  {
    key: 'scheduled_sampling_read_probability',
    on: 'scheduled_sampling_type',
    values: ['constant', 'linear'],
  },
  { key: 'learning_rate_factor', on: 'scheduling', values: ['noam'] },
  { key: 'learning_rate_decay_length', on: 'scheduling', values: ['warmupexponentialdecay'] },
  {
    key: 'learning_rate_min',
    on: 'scheduling',
    values: trainingSchema.unwrap().shape.scheduling.unwrap().options,
  },
];

/** Of the values that a key acts with: more would be a list to choose from. */
const fewValues = 2;

const defaults = trainingSchema.parse({});

/** Refuses keys that another key makes useless. */
export const uselessKeys: Rule = ({ training }) =>
  dependentKeys
    .filter(
      ({ key, on, values }) =>
        isChanged(training[key], defaults[key]) && !values.some((value) => value === training[on]),
    )
    .map(({ key, on, values }) => {
      const reason = training[on] === undefined ? say`without ${on}` : say`with ${on} "${training[on]}"`;
      return error(
        'no-effect',
        ['training', key],
        say`${key} has no effect ${reason}. Remove it, or set ${on} to ${inWords(values)}.`,
        remove(['training', key]),
        ...values.slice(0, fewValues).map((value) => set(['training', on], value)),
      );
    });

function inWords(values: readonly string[]): Message {
  const quoted = values.map((value) => `"${value}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? say`${last}` : say`${quoted.join(', ')} or ${last}`;
}
