import type { ClaimOf } from '../../../core/config/expectedResult';
import { percent } from '../../trainingProgress';
import type { TrainedEntry, TrainedVariant } from '../trainedVariant';
import type { ClaimOutcome } from './claimOutcome';

export function checkGapGrows(claim: ClaimOf<'gap-grows'>, trained: TrainedEntry): ClaimOutcome {
  const { variant, than } = claim;
  const gaps = trained.pairs(variant, than).map(([one, other]) => halves(leads(one, other)));
  const [first] = gaps;
  if (first === undefined) throw new Error(`${variant} and ${than} were not trained with the same seed.`);
  return {
    variant,
    metric: `lead in sequence accuracy over ${than}`,
    shown: `${percent(first.shorter)} of the shorter half of lengths, ${percent(first.longer)} of the longer`,
    band: 'larger for the longer half',
    holds: gaps.every(({ shorter, longer }) => longer > shorter),
  };
}

/** By how much one is better, by length, the shortest first. */
function leads(one: TrainedVariant, other: TrainedVariant): number[] {
  return one.accuracyByLength.flatMap(({ from, to, value }) => {
    const beside = other.accuracyByLength.find((range) => range.from === from && range.to === to);
    return beside === undefined ? [] : [value - beside.value];
  });
}

/** Means of both halves; a range in the middle belongs to neither. */
function halves(values: readonly number[]): { shorter: number; longer: number } {
  const half = Math.floor(values.length / 2);
  if (half === 0) throw new Error('All sources are of the same length.');
  return { shorter: mean(values.slice(0, half)), longer: mean(values.slice(-half)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
