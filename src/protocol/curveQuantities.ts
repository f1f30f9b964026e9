import type { MetricName } from '../core/config/schema';

/** Quantities of the training points, in the order of `CurveColumns.values`. */
export const trainQuantities = ['loss', 'token_accuracy', 'learning_rate', 'gradient_norm'] as const;
export type TrainQuantity = (typeof trainQuantities)[number];

/** Quantities of the validations, in the order of `CurveColumns.values`: all metrics. NaN where one was not measured. */
export const devQuantities = [
  'loss',
  'perplexity',
  'token_accuracy',
  'sequence_accuracy',
  'bleu',
  'chrf',
  'edit_distance',
] as const satisfies readonly MetricName[];
export type DevQuantity = (typeof devQuantities)[number];
