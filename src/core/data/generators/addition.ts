import type { PairLanguage } from './pairLanguage';

/**
 * Sums of two numbers of 1 to `digits` digits, without leading zeros: `12+345` → `357` (after Keras' addition_rnn).
 * Every pair of digit counts is drawn with equal chance. `a+b` and `b+a` never stand in different splits.
 */
export function addition({ digits }: { readonly digits: number }): PairLanguage {
  const digitCounts = Array.from({ length: digits }, (_, index) => index + 1);
  const number = new RegExp(`^(0|[1-9]\\d{0,${digits - 1}})\\+(0|[1-9]\\d{0,${digits - 1}})$`);
  return {
    strata: digitCounts.flatMap((left) =>
      digitCounts.map((right) => ({
        radices: [...numberRadices(left), ...numberRadices(right)],
        spell: (coordinates) =>
          `${spellNumber(coordinates.slice(0, left))}+${spellNumber(coordinates.slice(left))}`,
      })),
    ),
    longestSource: 2 * digits + 1,
    longestTarget: digits + 1,
    oracle: (source) => {
      const match = number.exec(source);
      return match === null ? undefined : String(BigInt(match[1] ?? '') + BigInt(match[2] ?? ''));
    },
    heldOutKey: ({ source }) => source.split('+').sort().join('+'),
  };
}

/** The first digit of a longer number is not zero. */
function numberRadices(digits: number): number[] {
  return Array.from({ length: digits }, (_, index) => (index === 0 && digits > 1 ? 9 : 10));
}

function spellNumber(coordinates: readonly number[]): string {
  const shift = coordinates.length > 1 ? 1 : 0;
  return coordinates.map((digit, index) => (index === 0 ? digit + shift : digit)).join('');
}
