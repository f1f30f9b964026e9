import type { ResultMetricName } from '../../../core/config/expectedResult';
import type { Estimate } from '../../../core/metrics/estimate';
import { formatMetric, metricLabels } from '../../metricText';
import { metricOf } from '../trainedVariant';
import type { TrainedVariant } from '../trainedVariant';
import type { ClaimOutcome, PublishedNumber } from './claimOutcome';

/** A metric of every seed. @throws Error when it has not been measured */
export function seedValues(
  trained: readonly TrainedVariant[],
  metric: ResultMetricName,
  length?: number,
): Estimate[] {
  return trained.map((one) => metricOf(one, metric, length));
}

/** What a claim looks at, for the table. */
export function describeMetric(metric: ResultMetricName, length: number | undefined): string {
  return length === undefined ? metricLabels[metric] : `${metricLabels[metric]}, length ${length}`;
}

/** One seed: its 95 % interval. Several: their median, and from the least to the largest. */
export function overSeeds(
  values: readonly Estimate[],
  metric: ResultMetricName,
): Pick<ClaimOutcome, 'ours' | 'shown'> {
  const [first] = values;
  if (first === undefined) throw new RangeError('There is no seed.');
  if (values.length === 1) return { ours: first, shown: describeEstimate(first, metric) };
  const sorted = values.map(({ value }) => value).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
  const ours = { value: median, low: sorted[0] ?? NaN, high: sorted.at(-1) ?? NaN };
  return { ours, shown: `${describeEstimate(ours, metric)} over ${values.length} seeds` };
}

export function describePublished(
  published: { readonly value: number; readonly source: string } | undefined,
  metric: ResultMetricName,
): PublishedNumber | undefined {
  return published === undefined ? undefined : { ...published, shown: formatMetric(metric, published.value) };
}

export function describeEstimate({ value, low, high }: Estimate, metric: ResultMetricName): string {
  const format = (number: number): string => formatMetric(metric, number);
  return `${format(value)} (${format(low)} to ${format(high)})`;
}
