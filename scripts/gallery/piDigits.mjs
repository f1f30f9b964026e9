/**
 * The decimal digits of π, with the 3 before the point: Machin's formula of 1706, π = 16 arctan(1/5) − 4 arctan(1/239), in
 * whole numbers.
 * @param {number} count
 * @returns {string}
 */
export function piDigits(count) {
  // The last digits suffer from rounding: some more are computed than are given.
  const one = 10n ** BigInt(count + 10);
  const pi = 16n * arctanOfInverse(5n, one) - 4n * arctanOfInverse(239n, one);
  return pi.toString().slice(0, count);
}

/**
 * one · arctan(1/x) by its power series, Σ (−1)ᵏ / ((2k + 1) x²ᵏ⁺¹).
 * @param {bigint} x
 * @param {bigint} one what stands for 1
 */
function arctanOfInverse(x, one) {
  let power = one / x;
  let sum = 0n;
  for (let k = 0n; power !== 0n; k++) {
    const term = power / (2n * k + 1n);
    sum += k % 2n === 0n ? term : -term;
    power /= x * x;
  }
  return sum;
}
