/** Relative difference allowed in the first step: the same formula in float32, summed in another order. */
export const firstLossTolerance = 1e-4;
/** And in the steps after: Adam divides small gradients by themselves, which magnifies rounding. */
export const laterLossTolerance = 5e-4;
/** How many updates are compared. */
export const comparedSteps = 6;

/** The losses of a program; null where there was no number. */
export type Losses = readonly (number | null)[];

/** Whether two programs computed the same training: the same losses, step by step. */
export function lossesAgree(ours: Losses, theirs: Losses): boolean {
  return (
    ours.length === theirs.length &&
    ours.length > 0 &&
    ours.every((loss, step) => {
      const other = theirs[step];
      if (!isNumber(loss) || !isNumber(other)) return false;
      const tolerance = step === 0 ? firstLossTolerance : laterLossTolerance;
      return Math.abs(loss - other) <= tolerance * Math.max(Math.abs(loss), Math.abs(other));
    })
  );
}

function isNumber(loss: number | null | undefined): loss is number {
  return Number.isFinite(loss);
}
