import { seededRandom } from '../core/data/seededRandom';

/** A measured value with its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the standard normal distribution. */
const z = 1.959964;

/**
 * A proportion by the score interval of Wilson (1927), which stays honest where the normal approximation fails: near 0 and
 * 1, and for few trials.
 * @throws RangeError without any trial
 */
export function estimateProportion(successes: number, trials: number): Estimate {
  if (trials < 1) throw new RangeError('A proportion needs at least one trial.');
  const value = successes / trials;
  const scale = 1 + (z * z) / trials;
  const center = (value + (z * z) / (2 * trials)) / scale;
  const margin = (z / scale) * Math.sqrt((value * (1 - value)) / trials + (z * z) / (4 * trials * trials));
  return { value, low: Math.max(0, center - margin), high: Math.min(1, center + margin) };
}

const resamples = 1000;

/**
 * A ratio of sums over pairs (loss per token, right tokens per token) by the percentile bootstrap over pairs (Efron 1979;
 * for corpus metrics: Koehn 2004). Seeded: the same pairs give the same interval.
 * @throws RangeError without any denominator
 */
export function estimateRatio(numerators: ArrayLike<number>, denominators: ArrayLike<number>): Estimate {
  const count = denominators.length;
  const value = sum(numerators) / sum(denominators);
  if (!Number.isFinite(value)) throw new RangeError('A ratio needs a denominator above 0.');
  const random = seededRandom('bootstrap', count);
  const ratios = new Float64Array(resamples).map(() => {
    let numerator = 0;
    let denominator = 0;
    for (let draw = 0; draw < count; draw++) {
      const pair = random.integer(count);
      numerator += numerators[pair]!;
      denominator += denominators[pair]!;
    }
    return denominator === 0 ? value : numerator / denominator;
  });
  ratios.sort();
  return {
    value,
    low: ratios[Math.floor(0.025 * resamples)]!,
    high: ratios[Math.ceil(0.975 * resamples) - 1]!,
  };
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}
