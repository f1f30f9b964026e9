import type { PairLanguage } from './pairLanguage';

/** Where the last carry is written. */
const lastColumn = '0+0';
const column = /^([0-9])\+([0-9])$/;

/**
 * Sums written the way one adds by hand, column by column from the right: `3+4 5+9 0+0` → `7 4 1` (53 + 94 = 147, least
 * significant first). A source has a column for each digit and one more for the last carry, a target one digit for each
 * column. Numbers of `min_length` to `max_length` digits, leading zeros allowed; lengths are drawn with equal chance. `a+b`
 * and `b+a` never stand in different splits.
 */
export function alignedAddition({
  min_length,
  max_length,
}: {
  readonly min_length: number;
  readonly max_length: number;
}): PairLanguage {
  return {
    strata: Array.from({ length: max_length - min_length + 1 }, (_, index) => ({
      radices: new Array<number>(min_length + index).fill(100),
      spell: (coordinates) =>
        [...coordinates.map((pair) => `${Math.floor(pair / 10)}+${pair % 10}`), lastColumn].join(' '),
    })),
    longestSource: max_length + 1,
    longestTarget: max_length + 1,
    oracle: (source) => {
      const columns = source.split(' ');
      const digits = columns.length - 1;
      if (columns.at(-1) !== lastColumn || digits < min_length || digits > max_length) return undefined;
      const numbers = digitsOf(columns);
      if (numbers === undefined) return undefined;
      const [a, b] = numbers.map((each) => BigInt(each.toReversed().join('')));
      const sum = String((a ?? 0n) + (b ?? 0n)).padStart(columns.length, '0');
      return Array.from(sum).toReversed().join(' ');
    },
    heldOutKey: ({ source }) =>
      (digitsOf(source.split(' ')) ?? [])
        .map((digits) => digits.join(''))
        .sort()
        .join('+'),
  };
}

/** The digits of both numbers, column by column; undefined when a column is none. */
function digitsOf(columns: readonly string[]): readonly [string[], string[]] | undefined {
  const matches = columns.map((text) => column.exec(text));
  if (matches.some((match) => match === null)) return undefined;
  return [matches.map((match) => match?.[1] ?? ''), matches.map((match) => match?.[2] ?? '')];
}
