import type { TrainingConfig } from '../config/schema';

const defaultEpochs = 10;

/** Where a training ends. */
export interface TrainingLimits {
  readonly steps: number;
  /** Which limit that is. */
  readonly reason: 'updates' | 'epochs';
}

/** The nearer of `updates` and `epochs`; 10 epochs when the config names neither. */
export function trainingLimits(
  { updates, epochs }: Pick<TrainingConfig, 'updates' | 'epochs'>,
  stepsPerEpoch: number,
): TrainingLimits {
  const inEpochs = epochs ?? (updates === undefined ? defaultEpochs : undefined);
  const epochSteps = inEpochs === undefined ? Infinity : inEpochs * stepsPerEpoch;
  return updates !== undefined && updates <= epochSteps
    ? { steps: updates, reason: 'updates' }
    : { steps: epochSteps, reason: 'epochs' };
}
