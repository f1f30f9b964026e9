import type { ClaimOf } from '../../../core/config/expectedResult';
import { formatMetric, metricLabels } from '../../metricText';
import type { TrainedEntry } from '../trainedVariant';
import type { ClaimOutcome } from './claimOutcome';
import { overSeeds, seedValues } from './overSeeds';

export function checkChance(claim: ClaimOf<'chance'>, trained: TrainedEntry): ClaimOutcome {
  const { metric, value: guess, variant } = claim;
  const values = seedValues(trained.of(variant), metric);
  const holds = values.every(({ low, high }) => low <= guess && guess <= high);
  const { ours, shown } = overSeeds(values, metric);
  return {
    variant,
    metric: metricLabels[metric],
    ours,
    shown: `${shown}: ${holds ? 'no better and no worse than' : 'not the same as'} guessing`,
    band: `the interval holds ${formatMetric(metric, guess)}, what guessing gets`,
    holds,
  };
}
