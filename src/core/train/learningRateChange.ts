/** A learning rate that somebody set while the model was being trained. */
export interface LearningRateChange {
  /** Updates made before it was set: the next one is the first that is made with it. */
  readonly step: number;
  readonly learningRate: number;
  /** What the schedule of the config had for that update. */
  readonly scheduled: number;
}

/**
 * The learning rate of an update after a change by hand: the schedule goes on as before, scaled so that it has the rate
 * that was set where it was set. A constant schedule has exactly that rate from then on.
 * @param scheduled what the config's schedule says for the update
 * @param change the last one; undefined: there was none
 */
export function changedLearningRate(scheduled: number, change: LearningRateChange | undefined): number {
  if (change === undefined) return scheduled;
  // A cosine that has come down to nothing has nothing to scale.
  if (change.scheduled === 0) return change.learningRate;
  return change.learningRate * (scheduled / change.scheduled);
}

/** The changes with one more; of two at the same step only the later one ever has an effect. */
export function withLearningRateChange(
  changes: readonly LearningRateChange[] | undefined,
  change: LearningRateChange,
): readonly LearningRateChange[] {
  return [...(changes ?? []).filter(({ step }) => step < change.step), change];
}
