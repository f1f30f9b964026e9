import { Exponential, logarithm } from './exponential';
import { largestOf } from './largest';
import { Address, Vector } from './vector';

/** `TopLogProbabilities` of src/core/ops: `values` and `ids` `[rows, k]` of `logits` `[rows, vocabulary]`. */
export function topLogProbabilities(
  rows: i32,
  vocabulary: i32,
  k: i32,
  logits: usize,
  values: usize,
  ids: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const from = Address.of(logits, row * vocabulary);
    const largest = largestOf(vocabulary, from);
    const sum = sumOfPowers(vocabulary, from, largest);
    // NaN has no logarithm, and stays.
    const logSum = sum == sum ? <f32>logarithm(<f64>sum) : sum;
    rank(vocabulary, k, from, largest, logSum, Address.of(values, row * k), Address.of(ids, row * k));
  }
}

/** Σ e^(x − largest) */
function sumOfPowers(length: i32, x: usize, largest: f32): f32 {
  const peak = f32x4.splat(largest);
  let sums = Vector.zero();
  let i = 0;
  for (; i + 4 <= length; i += 4)
    sums = f32x4.add(sums, Exponential.expOfNegative(f32x4.sub(v128.load(Address.of(x, i)), peak)));
  const rest = length - i;
  if (rest != 0) {
    const powers = Exponential.expOfNegative(f32x4.sub(Vector.loadPart(Address.of(x, i), rest), peak));
    const isThere = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
    sums = f32x4.add(sums, v128.and(powers, isThere));
  }
  return Vector.sum(sums);
}

/** The k largest of (x − largest) − logSum, falling; among equals in the order of their places. */
function rank(length: i32, k: i32, x: usize, largest: f32, logSum: f32, values: usize, ids: usize): void {
  let i = 0;
  for (; i < k; i++) insert(values, ids, i, load<f32>(Address.of(x, i)) - largest - logSum, i);
  const smallest = Address.of(values, k - 1);
  const peak = f32x4.splat(largest);
  const logSums = f32x4.splat(logSum);
  for (; i + 4 <= length; i += 4) {
    const four = f32x4.sub(f32x4.sub(v128.load(Address.of(x, i)), peak), logSums);
    // Seldom any: whatever comes late has to be better than k others.
    let better = i32x4.bitmask(f32x4.gt(four, f32x4.splat(load<f32>(smallest))));
    for (; better != 0; better &= better - 1) consider(i + ctz(better), x, largest, logSum, k, values, ids);
  }
  for (; i < length; i++) consider(i, x, largest, logSum, k, values, ids);
}

function consider(i: i32, x: usize, largest: f32, logSum: f32, k: i32, values: usize, ids: usize): void {
  const value = load<f32>(Address.of(x, i)) - largest - logSum;
  if (value > load<f32>(Address.of(values, k - 1))) insert(values, ids, k - 1, value, i);
}

/** Into a falling list of which the first `last` places are taken, behind its equals. */
function insert(values: usize, ids: usize, last: i32, value: f32, id: i32): void {
  let place = last;
  while (place > 0 && value > load<f32>(Address.of(values, place - 1))) {
    store<f32>(Address.of(values, place), load<f32>(Address.of(values, place - 1)));
    store<i32>(Address.of(ids, place), load<i32>(Address.of(ids, place - 1)));
    place--;
  }
  store<f32>(Address.of(values, place), value);
  store<i32>(Address.of(ids, place), id);
}
