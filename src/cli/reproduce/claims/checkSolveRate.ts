import type { ClaimOf } from '../../../core/config/expectedResult';
import { estimateProportion } from '../../../core/metrics/estimateProportion';
import { fisherExact } from '../../../core/metrics/fisherExact';
import { percent } from '../../trainingProgress';
import type { TrainedEntry } from '../trainedVariant';
import type { ClaimOutcome } from './claimOutcome';

/** Below it, a difference is no chance: of two right implementations, one pair in a thousand comes to less. */
const leastProbability = 0.001;

export function checkSolveRate(claim: ClaimOf<'solve-rate'>, trained: TrainedEntry): ClaimOutcome {
  const { variant, count, atLeast, reference } = claim;
  const { seeds } = trained.seedsOf(variant, count);
  const solved = seeds.filter((seed) => seed.solved).length;
  const ours = estimateProportion(solved, count);
  const p =
    reference === undefined
      ? undefined
      : fisherExact(
          { successes: solved, trials: count },
          { successes: reference.solved, trials: reference.count },
        );
  const comparison =
    reference === undefined || p === undefined
      ? ''
      : `; reference ${reference.solved} of ${reference.count} (${percent(reference.solved / reference.count)}), p = ${formatP(p)}`;
  return {
    variant,
    metric: `solve rate over ${count} seeds`,
    ours,
    shown: `${solved} of ${count}: ${percent(ours.value)} (${percent(ours.low)} to ${percent(ours.high)})${comparison}`,
    band: [
      ...(reference === undefined ? [] : [`as the reference (p > ${leastProbability})`]),
      ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ].join(', '),
    holds: (p === undefined || p > leastProbability) && solved >= (atLeast ?? 0),
  };
}

function formatP(p: number): string {
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}
