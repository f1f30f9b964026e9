import type { Estimate } from './estimate';
import { estimateProportion } from './estimateProportion';

/** Sequence accuracy of the pairs whose length is `from` to `to`, with Wilson's interval. */
export interface LengthAccuracy extends Estimate {
  readonly from: number;
  readonly to: number;
  readonly pairs: number;
}

/** At most so many rows. */
const maxRanges = 10;
/** Steps from one range to the next that people read easily; times powers of ten. */
const niceWidths = [1, 2, 5];

/**
 * How accuracy depends on length: ranges of equal width, the shortest first; those without a pair are left out.
 * @param lengths of each pair, in tokens
 * @param exact whether that pair is right
 */
export function accuracyByLength(lengths: ArrayLike<number>, exact: ArrayLike<boolean>): LengthAccuracy[] {
  const width = rangeWidth(Array.from(lengths));
  const ranges = new Map<number, { pairs: number; right: number }>();
  for (let pair = 0; pair < lengths.length; pair++) {
    const range = Math.ceil(lengths[pair]! / width);
    const { pairs, right } = ranges.get(range) ?? { pairs: 0, right: 0 };
    ranges.set(range, { pairs: pairs + 1, right: right + (exact[pair] === true ? 1 : 0) });
  }
  return [...ranges]
    .sort(([a], [b]) => a - b)
    .map(([range, { pairs, right }]) => ({
      // Range 0 is the empty sequence alone.
      from: range === 0 ? 0 : (range - 1) * width + 1,
      to: range * width,
      pairs,
      ...estimateProportion(right, pairs),
    }));
}

/** The smallest nice width that makes few ranges of the lengths. */
function rangeWidth(lengths: readonly number[]): number {
  const shortest = lengths.reduce((least, length) => Math.min(least, length), Infinity);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  for (let power = 1; ; power *= 10) {
    for (const nice of niceWidths) {
      const width = nice * power;
      if (Math.ceil(longest / width) - Math.ceil(shortest / width) < maxRanges) return width;
    }
  }
}
