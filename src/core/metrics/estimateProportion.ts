import type { Estimate } from './estimate';

/** 97.5 % quantile of the standard normal distribution. */
const z = 1.959964;

/**
 * A proportion by the score interval of Wilson (1927), which stays honest where the bootstrap and the normal approximation
 * fail: near 0 and 1, and for few trials.
 * @throws RangeError without any trial
 */
export function estimateProportion(successes: number, trials: number): Estimate {
  if (trials < 1) throw new RangeError('A proportion needs at least one trial.');
  const value = successes / trials;
  const scale = 1 + (z * z) / trials;
  const center = (value + (z * z) / (2 * trials)) / scale;
  const margin = (z / scale) * Math.sqrt((value * (1 - value)) / trials + (z * z) / (4 * trials * trials));
  // Rounding must not push the end of the interval past a value of exactly 0 or 1.
  return {
    value,
    low: Math.min(value, Math.max(0, center - margin)),
    high: Math.max(value, Math.min(1, center + margin)),
  };
}
