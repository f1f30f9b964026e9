import { metricDirection } from '../../../core/config/schema';
import type { MetricName } from '../../../core/config/schema';
import type { ClaimOf } from '../../../core/config/expectedResult';
import { metricValue } from '../../../core/train/metricValue';
import { formatMetric, metricLabels } from '../../metricText';
import type { TrainedEntry, TrainedVariant } from '../trainedVariant';
import type { ClaimOutcome } from './claimOutcome';

export function checkSooner(claim: ClaimOf<'sooner'>, trained: TrainedEntry): ClaimOutcome {
  const { metric, value, variant, than } = claim;
  const steps = trained
    .pairs(variant, than)
    .map(([one, other]) => [stepsTo(one, metric, value), stepsTo(other, metric, value)] as const);
  const [first] = steps;
  if (first === undefined) throw new Error(`${variant} and ${than} were not trained with the same seed.`);
  const goal = `${metricLabels[metric]} ${formatMetric(metric, value)} on dev`;
  return {
    variant,
    metric: `steps to ${goal}, against ${than}`,
    shown: `${describeSteps(first[0])} against ${describeSteps(first[1])}`,
    band: 'fewer',
    holds: steps.every(([one, other]) => one < other),
  };
}

/** Steps until a validation is this good; infinite when none is. */
function stepsTo({ devPoints }: TrainedVariant, metric: MetricName, goal: number): number {
  const reached = devPoints.find((point) => {
    const value = metricValue(point, metric);
    return metricDirection(metric) === 'maximize' ? value >= goal : value <= goal;
  });
  return reached?.step ?? Infinity;
}

function describeSteps(steps: number): string {
  return Number.isFinite(steps) ? steps.toLocaleString('en') : 'never';
}
