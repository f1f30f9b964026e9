import type { PairStatistics } from './bootstrap';

/** Σ numerators ÷ Σ denominators over pairs: loss per token, right tokens per token. Index = pair. */
export function ratio(numerators: ArrayLike<number>, denominators: ArrayLike<number>): PairStatistics {
  return {
    rows: Array.from(denominators, (denominator, pair) => [numerators[pair]!, denominator]),
    score: (sums) => sums[0]! / sums[1]!,
  };
}
