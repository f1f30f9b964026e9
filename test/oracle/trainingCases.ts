import type { ConfigInput, TrainingConfig } from '../../src/core/config/schema';
import { oracleCase, small, type OracleCase, type TrainingCase } from './seq2seqCases';

const trained: ConfigInput['model'] = {
  encoder: { ...small, bidirectional: true },
  decoder: { ...small, attention: 'general' },
};
const updates = { betas: [0.9, 0.98] as const, updates: 20 };

const trainingCase = (
  name: string,
  optimizer: TrainingConfig['optimizer'],
  training: Omit<TrainingCase, 'optimizer' | 'betas' | 'updates'>,
): OracleCase => oracleCase(name, trained, { training: { ...updates, optimizer, ...training } });

/** Twenty updates, with norms above and below the clipping threshold. */
export const trainingCases: readonly OracleCase[] = [
  trainingCase('Adam with clipping', 'adam', { learning_rate: 0.02, clip: 0.33 }),
  trainingCase('stochastic gradient descent with clipping', 'sgd', { learning_rate: 0.5, clip: 0.4 }),
  trainingCase('Adam with elements clipped, without decay', 'adam', {
    learning_rate: 0.02,
    clip: 0.33,
    clip_val: 0.02,
  }),
  trainingCase('Adam with L2', 'adam', { learning_rate: 0.02, clip: 0.33, weight_decay: 0.01 }),
  trainingCase('AdamW without decay', 'adamw', { learning_rate: 0.02, clip: 0.33 }),
  trainingCase('AdamW with decay', 'adamw', { learning_rate: 0.02, clip: 0.33, weight_decay: 0.1 }),
  trainingCase('momentum', 'sgd', { learning_rate: 0.1, clip: 0.4, momentum: 0.9 }),
  trainingCase('Nesterov momentum, L2 and elements clipped', 'sgd', {
    learning_rate: 0.1,
    clip: 0.4,
    momentum: 0.8,
    nesterov: true,
    weight_decay: 0.01,
    clip_val: 0.05,
  }),
  trainingCase('Adadelta', 'adadelta', { learning_rate: 1, clip: 0.541 }),
  trainingCase('Adadelta with L2', 'adadelta', { learning_rate: 1, clip: 0.537, weight_decay: 0.01 }),
  trainingCase('Adagrad', 'adagrad', { learning_rate: 0.05, clip: 0.4 }),
  trainingCase('Adagrad with L2', 'adagrad', { learning_rate: 0.05, clip: 0.4, weight_decay: 0.01 }),
  trainingCase('RMSprop', 'rmsprop', { learning_rate: 0.005, clip: 0.4 }),
  trainingCase('RMSprop with momentum and L2', 'rmsprop', {
    learning_rate: 0.002,
    clip: 0.4,
    momentum: 0.9,
    weight_decay: 0.01,
  }),
];
