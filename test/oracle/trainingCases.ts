import type { ConfigInput } from '../../src/core/config/schema';
import { textCase, textProblem, type TextCase } from './modelCase';
import { small } from './seq2seqCases';

type Training = NonNullable<ConfigInput['training']>;

const trained: ConfigInput['model'] = {
  encoder: { ...small, bidirectional: true },
  decoder: { ...small, attention: 'general' },
};
/** Of all cases: thresholds of clipping are chosen for its gradients. */
const seed = 184;

const trainingCase = (
  name: string,
  optimizer: NonNullable<Training['optimizer']>,
  training: Training,
): TextCase => {
  const one = textCase(name, trained, {
    updates: 20,
    training: { optimizer, adam_betas: [0.9, 0.98], ...training },
  });
  return { ...one, problem: () => textProblem(one.options.model, seed) };
};

/** Twenty updates, with norms above and below the clipping threshold. */
export const trainingCases: readonly TextCase[] = [
  trainingCase('Adam with clipping', 'adam', { learning_rate: 0.02, clip_grad_norm: 0.33 }),
  trainingCase('stochastic gradient descent with clipping', 'sgd', {
    learning_rate: 0.5,
    clip_grad_norm: 0.4,
  }),
  trainingCase('Adam with elements clipped, without decay', 'adam', {
    learning_rate: 0.02,
    clip_grad_norm: 0.33,
    clip_grad_val: 0.02,
  }),
  trainingCase('Adam with L2', 'adam', { learning_rate: 0.02, clip_grad_norm: 0.33, weight_decay: 0.01 }),
  trainingCase('AdamW without decay', 'adamw', { learning_rate: 0.02, clip_grad_norm: 0.33 }),
  trainingCase('AdamW with decay', 'adamw', { learning_rate: 0.02, clip_grad_norm: 0.33, weight_decay: 0.1 }),
  trainingCase('momentum', 'sgd', { learning_rate: 0.1, clip_grad_norm: 0.4, momentum: 0.9 }),
  trainingCase('Nesterov momentum, L2 and elements clipped', 'sgd', {
    learning_rate: 0.1,
    clip_grad_norm: 0.4,
    momentum: 0.8,
    nesterov: true,
    weight_decay: 0.01,
    clip_grad_val: 0.05,
  }),
  trainingCase('Adadelta', 'adadelta', { learning_rate: 1, clip_grad_norm: 0.541 }),
  trainingCase('Adadelta with L2', 'adadelta', {
    learning_rate: 1,
    clip_grad_norm: 0.537,
    weight_decay: 0.01,
  }),
  trainingCase('Adagrad', 'adagrad', { learning_rate: 0.05, clip_grad_norm: 0.4 }),
  trainingCase('Adagrad with L2', 'adagrad', {
    learning_rate: 0.05,
    clip_grad_norm: 0.4,
    weight_decay: 0.01,
  }),
  trainingCase('RMSprop', 'rmsprop', { learning_rate: 0.005, clip_grad_norm: 0.4 }),
  trainingCase('RMSprop with momentum and L2', 'rmsprop', {
    learning_rate: 0.002,
    clip_grad_norm: 0.4,
    momentum: 0.9,
    weight_decay: 0.01,
  }),
];
