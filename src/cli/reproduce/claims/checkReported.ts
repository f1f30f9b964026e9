import type { ClaimOf } from '../../../core/config/expectedResult';
import { metricLabels } from '../../metricText';
import type { TrainedEntry } from '../trainedVariant';
import type { ClaimOutcome } from './claimOutcome';
import { describePublished, overSeeds, seedValues } from './overSeeds';

export function checkReported(claim: ClaimOf<'reported'>, trained: TrainedEntry): ClaimOutcome {
  const { metric, published, variant } = claim;
  return {
    variant,
    metric: metricLabels[metric],
    published: describePublished(published, metric),
    ...overSeeds(seedValues(trained.of(variant), metric), metric),
    band: '',
    holds: undefined,
  };
}
