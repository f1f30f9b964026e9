import { metricDirection, type MetricName } from '../config/schema';
import type { ValidationPoint } from './events';

/** A validation's metrics. */
export type MetricValues = Omit<ValidationPoint, 'step' | 'epoch' | 'elapsedMs' | 'pairs' | 'best'>;

/**
 * Value of a metric, by its name in the config, at a validation.
 * @throws RangeError when that validation did not measure it
 */
export function metricValue(point: MetricValues, metric: MetricName): number {
  const value = measuredValue(point, metric);
  if (value === undefined) throw new RangeError(`The validation did not measure ${metric}.`);
  return value;
}

function measuredValue(point: MetricValues, metric: MetricName): number | undefined {
  switch (metric) {
    case 'loss':
      return point.loss;
    case 'perplexity':
      return point.perplexity;
    case 'token_accuracy':
      return point.tokenAccuracy;
    case 'sequence_accuracy':
      return point.sequenceAccuracy;
    case 'bleu':
      return point.bleu;
    case 'chrf':
      return point.chrf;
    case 'edit_distance':
      return point.editDistance;
  }
}

/** By how much `value` is better than `than` in the metric's own direction; negative when it is worse. */
export function improvement(metric: MetricName, value: number, than: number): number {
  return metricDirection(metric) === 'minimize' ? than - value : value - than;
}
