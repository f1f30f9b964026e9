import type { MetricName } from './metricSchema';

/** Whether a smaller or a larger value of a metric is better. Apart from the schema, for those who can't wait for it to load. */
export function metricDirection(metric: MetricName): 'minimize' | 'maximize' {
  return metric === 'loss' || metric === 'perplexity' || metric === 'edit_distance' ? 'minimize' : 'maximize';
}
