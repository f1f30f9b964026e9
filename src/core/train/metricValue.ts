import { metricDirection, type MetricName } from '../config/schema';
import type { ValidationPoint } from './events';

/** Value of a metric, by its name in the config, at a validation. */
export function metricValue(
  point: Pick<ValidationPoint, 'loss' | 'perplexity' | 'tokenAccuracy' | 'sequenceAccuracy'>,
  metric: MetricName,
): number {
  switch (metric) {
    case 'loss':
      return point.loss;
    case 'perplexity':
      return point.perplexity;
    case 'token_accuracy':
      return point.tokenAccuracy;
    case 'sequence_accuracy':
      return point.sequenceAccuracy;
  }
}

/** By how much `value` is better than `than` in the metric's own direction; negative when it is worse. */
export function improvement(metric: MetricName, value: number, than: number): number {
  return metricDirection(metric) === 'minimize' ? than - value : value - than;
}
