import { resultDirection } from '../../../core/config/expectedResult';
import type { ClaimOf } from '../../../core/config/expectedResult';
import type { Estimate } from '../../../core/metrics/estimate';
import { metricLabels } from '../../metricText';
import { metricOf } from '../trainedVariant';
import type { TrainedEntry, TrainedVariant } from '../trainedVariant';
import type { ClaimOutcome } from './claimOutcome';
import { describeEstimate } from './overSeeds';

export function checkBetter(claim: ClaimOf<'better'>, trained: TrainedEntry): ClaimOutcome {
  const { metric, variant, than, atEveryLength } = claim;
  const pairs = trained.pairs(variant, than);
  const [first] = pairs;
  if (first === undefined) throw new Error(`${variant} and ${than} were not trained with the same seed.`);
  const [one, other] = [metricOf(first[0], metric), metricOf(first[1], metric)];
  return {
    variant,
    metric: `${metricLabels[metric]} against ${than}`,
    ours: one,
    shown: `${describeEstimate(one, metric)} against ${describeEstimate(other, metric)}`,
    band: atEveryLength === true ? 'better, and at no length worse' : 'better, intervals apart',
    holds: pairs.every(
      ([better, worse]) =>
        isBetter(metricOf(better, metric), metricOf(worse, metric), resultDirection(metric)) &&
        (atEveryLength !== true || nowhereWorse(better, worse)),
    ),
  };
}

function isBetter(one: Estimate, other: Estimate, direction: 'minimize' | 'maximize'): boolean {
  return direction === 'maximize' ? one.low > other.high : one.high < other.low;
}

/** At no length is sequence accuracy lower than chance explains. */
function nowhereWorse(one: TrainedVariant, other: TrainedVariant): boolean {
  return one.accuracyByLength.every((range) => {
    const beside = other.accuracyByLength.find(({ from, to }) => from === range.from && to === range.to);
    return beside === undefined || range.high >= beside.low;
  });
}
