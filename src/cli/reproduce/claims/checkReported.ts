import type { ClaimOf } from '../../../core/config/expectedResult';
import type { TrainedEntry } from '../trainedVariant';
import type { ClaimOutcome } from './claimOutcome';
import { describeMetric, describePublished, overSeeds, seedValues } from './overSeeds';

export function checkReported(claim: ClaimOf<'reported'>, trained: TrainedEntry): ClaimOutcome {
  const { metric, length, published, variant } = claim;
  return {
    variant,
    metric: describeMetric(metric, length),
    published: describePublished(published, metric),
    ...overSeeds(seedValues(trained.of(variant), metric, length), metric),
    band: '',
    holds: undefined,
  };
}
