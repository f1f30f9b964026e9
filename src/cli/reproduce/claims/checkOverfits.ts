import type { ClaimOf } from '../../../core/config/expectedResult';
import type { TrainedEntry, TrainedVariant } from '../trainedVariant';
import type { ClaimOutcome } from './claimOutcome';

/** How much the dev loss must rise from its least value to count as turned. */
const smallestRise = 0.02;

export function checkOverfits(claim: ClaimOf<'overfits'>, trained: TrainedEntry): ClaimOutcome {
  const curves = trained.of(claim.variant).map((one) => ({ one, curve: curveOf(one) }));
  const [first] = curves;
  if (first === undefined) throw new RangeError('There is no seed.');
  const { bestStep, best, lastStep, last, trainAtBest, trainAtEnd } = first.curve;
  const number = (value: number): string => value.toFixed(2);
  return {
    variant: claim.variant,
    metric: 'dev loss turns while training loss falls',
    shown:
      `dev ${number(best)} at step ${bestStep}, ${number(last)} at step ${lastStep}; ` +
      `train ${number(trainAtBest)}, then ${number(trainAtEnd)}; best checkpoint: step ${first.one.checkpoint}`,
    band: 'turns; early stopping keeps the turn',
    holds: curves.every(
      ({ one, curve }) =>
        curve.last > curve.best * (1 + smallestRise) &&
        curve.trainAtEnd < curve.trainAtBest &&
        one.checkpoint === curve.bestStep &&
        one.stopReason === 'early-stopping',
    ),
  };
}

interface Curve {
  /** Least dev loss, and the step of it. */
  readonly best: number;
  readonly bestStep: number;
  readonly last: number;
  readonly lastStep: number;
  readonly trainAtBest: number;
  readonly trainAtEnd: number;
}

function curveOf({ devPoints, trainPoints }: TrainedVariant): Curve {
  const least = devPoints.reduce((a, b) => (b.loss < a.loss ? b : a), devPoints[0] ?? missing());
  const last = devPoints.at(-1) ?? missing();
  const trainLossAt = (limit: number): number =>
    trainPoints.findLast(({ step }) => step <= limit)?.loss ?? missing();
  return {
    best: least.loss,
    bestStep: least.step,
    last: last.loss,
    lastStep: last.step,
    trainAtBest: trainLossAt(least.step),
    trainAtEnd: trainLossAt(last.step),
  };
}

function missing(): never {
  throw new Error('The run has no curve of its loss.');
}
