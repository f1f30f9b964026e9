import { Address, Vector } from './vector';

/** The largest element; −∞ when there is nothing but NaN. */
export function largestOf(length: i32, x: usize): f32 {
  const lowest = f32x4.splat(-Infinity);
  let largest0 = lowest;
  let largest1 = lowest;
  let largest2 = lowest;
  let largest3 = lowest;
  let i = 0;
  // Passes over NaN, which shows up in a sum. Four of them, since each waits for the one before.
  for (; i + 16 <= length; i += 16) {
    const from = Address.of(x, i);
    largest0 = f32x4.pmax(largest0, v128.load(from));
    largest1 = f32x4.pmax(largest1, v128.load(from, 16));
    largest2 = f32x4.pmax(largest2, v128.load(from, 32));
    largest3 = f32x4.pmax(largest3, v128.load(from, 48));
  }
  let largest = f32x4.pmax(f32x4.pmax(largest0, largest1), f32x4.pmax(largest2, largest3));
  for (; i + 4 <= length; i += 4) largest = f32x4.pmax(largest, v128.load(Address.of(x, i)));
  let result = Vector.max(largest);
  for (; i < length; i++) {
    const value = load<f32>(Address.of(x, i));
    if (value > result) result = value;
  }
  return result;
}

/**
 * The place of the largest element of every row of `[rows, length]`; the first of several. NaN is never the largest, but what
 * begins a row stays so when nothing compares with it: as in tfjs.
 */
export function argMax(rows: i32, length: i32, x: usize, places: usize): void {
  for (let row = 0; row < rows; row++) {
    const from = Address.of(x, row * length);
    const first = load<f32>(from);
    store<i32>(Address.of(places, row), first == first ? placeOf(length, from, largestOf(length, from)) : 0);
  }
}

/** The first place of a value that is there. */
function placeOf(length: i32, x: usize, value: f32): i32 {
  const wanted = f32x4.splat(value);
  let i = 0;
  for (; i + 16 <= length; i += 16) {
    const from = Address.of(x, i);
    const first = v128.or(f32x4.eq(v128.load(from), wanted), f32x4.eq(v128.load(from, 16), wanted));
    const last = v128.or(f32x4.eq(v128.load(from, 32), wanted), f32x4.eq(v128.load(from, 48), wanted));
    if (v128.any_true(v128.or(first, last))) break;
  }
  while (load<f32>(Address.of(x, i)) != value) i++;
  return i;
}
