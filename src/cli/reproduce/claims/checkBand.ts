import type { ClaimOf } from '../../../core/config/expectedResult';
import { formatMetric } from '../../metricText';
import type { TrainedEntry } from '../trainedVariant';
import type { ClaimOutcome } from './claimOutcome';
import { describeMetric, describePublished, overSeeds, seedValues } from './overSeeds';

export function checkBand(claim: ClaimOf<'band'>, trained: TrainedEntry): ClaimOutcome {
  const { metric, length, low, high, published } = claim;
  const values = seedValues(trained.of(claim.variant), metric, length);
  const within = values.filter(({ value }) => value >= low && value <= high).length;
  const { atLeast = values.length } = claim;
  const count = values.length === 1 ? '' : `, ${atLeast} of ${values.length} seeds`;
  return {
    variant: claim.variant,
    metric: describeMetric(metric, length),
    published: describePublished(published, metric),
    ...overSeeds(values, metric),
    band: `${formatMetric(metric, low)} to ${formatMetric(metric, high)}${count}`,
    holds: within >= atLeast,
  };
}
