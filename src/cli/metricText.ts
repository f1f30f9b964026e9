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
  hull_accuracy: 'right hulls',
  valid_hulls: 'valid hulls',
  hull_area: 'area of the hull',
  valid_tours: 'valid tours',
  tour_excess: 'tour over shortest',
  triangulation_accuracy: 'right triangulations',
  triangle_coverage: 'triangles found',
  molecule_top1: 'right molecules',
  molecule_top5: 'right molecules among five',
  invalid_molecules: 'no molecules',
};

/** A metric's value with the digits that it deserves. */
export function formatMetric(metric: ResultMetricName, value: number): string {
  switch (metric) {
    case 'token_accuracy':
    case 'sequence_accuracy':
    case 'malformed_trees':
    case 'hull_accuracy':
    case 'valid_hulls':
    case 'hull_area':
    case 'valid_tours':
    case 'triangulation_accuracy':
    case 'triangle_coverage':
    case 'molecule_top1':
    case 'molecule_top5':
    case 'invalid_molecules':
      return percent(value);
    case 'bleu':
    case 'chrf':
    case 'bracket_f1':
      return value.toFixed(2);
    case 'tour_excess':
      return `${(100 * value).toFixed(2)} %`;
    case 'bits_per_sequence':
      return value.toFixed(3);
    case 'loss':
    case 'perplexity':
    case 'edit_distance':
      return value.toFixed(4);
  }
}
