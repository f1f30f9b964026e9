import type { ResultMetricName } from '../core/config/expectedResult';
import { percent } from './trainingProgress';

/** Metrics as people call them. */
export const metricLabels: Readonly<Record<ResultMetricName, string>> = {
  loss: 'loss',
  perplexity: 'perplexity',
  token_accuracy: 'token accuracy',
  sequence_accuracy: 'sequence accuracy',
  bleu: 'BLEU',
  chrf: 'chrF',
  edit_distance: 'edit distance',
  bits_per_sequence: 'bits per sequence',
  bracket_f1: 'bracket F1',
  malformed_trees: 'malformed trees',
};

/** A metric's value with the digits that it deserves. */
export function formatMetric(metric: ResultMetricName, value: number): string {
  switch (metric) {
    case 'token_accuracy':
    case 'sequence_accuracy':
    case 'malformed_trees':
      return percent(value);
    case 'bleu':
    case 'chrf':
    case 'bracket_f1':
      return value.toFixed(2);
    case 'bits_per_sequence':
      return value.toFixed(3);
    case 'loss':
    case 'perplexity':
    case 'edit_distance':
      return value.toFixed(4);
  }
}
