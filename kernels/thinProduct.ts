import { Address, Vector } from './vector';

/**
 * c = a·b, or c + a·b, for an `a` of few rows: each element of `b` is used so seldom that it is read where it lies.
 * Arguments as of `product`.
 */
export function thinProduct(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  c: usize,
  stride: i32,
  accumulate: bool,
): void {
  const alongRows = bColumn == 1;
  for (let i = 0; i < m; i++) {
    const left = Address.of(a, i * aRow);
    const target = Address.of(c, i * stride);
    if (alongRows) addRows(n, k, left, aColumn, b, bRow, target, accumulate);
    else if (bRow == 1 && aColumn == 1) dotColumns(n, k, left, b, bColumn, target, accumulate);
    else
      for (let j = 0; j < n; j++) {
        let sum: f32 = accumulate ? load<f32>(Address.of(target, j)) : 0;
        for (let q = 0; q < k; q++)
          sum += load<f32>(Address.of(left, q * aColumn)) * load<f32>(Address.of(b, q * bRow + j * bColumn));
        store<f32>(Address.of(target, j), sum);
      }
  }
}

/** One row of c as a sum of rows of b, 32 columns at a time: as many sums as the latency of an addition needs. */
function addRows(
  n: i32,
  k: i32,
  a: usize,
  aColumn: i32,
  b: usize,
  bRow: i32,
  c: usize,
  accumulate: bool,
): void {
  const aStep = (<usize>aColumn) << 2;
  const bStep = (<usize>bRow) << 2;
  let j = 0;
  for (; j + 32 <= n; j += 32) {
    const target = Address.of(c, j);
    if (!accumulate) memory.fill(target, 0, 128);
    let sum0 = v128.load(target);
    let sum1 = v128.load(target, 16);
    let sum2 = v128.load(target, 32);
    let sum3 = v128.load(target, 48);
    let sum4 = v128.load(target, 64);
    let sum5 = v128.load(target, 80);
    let sum6 = v128.load(target, 96);
    let sum7 = v128.load(target, 112);
    let left = a;
    let right = Address.of(b, j);
    for (let q = 0; q < k; q++) {
      const factor = v128.load_splat<f32>(left);
      sum0 = Vector.multiplyAdd(factor, v128.load(right), sum0);
      sum1 = Vector.multiplyAdd(factor, v128.load(right, 16), sum1);
      sum2 = Vector.multiplyAdd(factor, v128.load(right, 32), sum2);
      sum3 = Vector.multiplyAdd(factor, v128.load(right, 48), sum3);
      sum4 = Vector.multiplyAdd(factor, v128.load(right, 64), sum4);
      sum5 = Vector.multiplyAdd(factor, v128.load(right, 80), sum5);
      sum6 = Vector.multiplyAdd(factor, v128.load(right, 96), sum6);
      sum7 = Vector.multiplyAdd(factor, v128.load(right, 112), sum7);
      left += aStep;
      right += bStep;
    }
    v128.store(target, sum0);
    v128.store(target, sum1, 16);
    v128.store(target, sum2, 32);
    v128.store(target, sum3, 48);
    v128.store(target, sum4, 64);
    v128.store(target, sum5, 80);
    v128.store(target, sum6, 96);
    v128.store(target, sum7, 112);
  }
  for (; j + 4 <= n; j += 4) {
    const target = Address.of(c, j);
    let sum = accumulate ? v128.load(target) : Vector.zero();
    let left = a;
    let right = Address.of(b, j);
    for (let q = 0; q < k; q++) {
      sum = Vector.multiplyAdd(v128.load_splat<f32>(left), v128.load(right), sum);
      left += aStep;
      right += bStep;
    }
    v128.store(target, sum);
  }
  if (j == n) return;
  const target = Address.of(c, j);
  let sum = accumulate ? Vector.loadPart(target, n - j) : Vector.zero();
  let left = a;
  let right = Address.of(b, j);
  for (let q = 0; q < k; q++) {
    sum = Vector.multiplyAdd(v128.load_splat<f32>(left), Vector.loadPart(right, n - j), sum);
    left += aStep;
    right += bStep;
  }
  Vector.storePart(target, sum, n - j);
}

/** One row of c as dot products with columns of b that are contiguous, four columns at a time. */
function dotColumns(n: i32, k: i32, a: usize, b: usize, bColumn: i32, c: usize, accumulate: bool): void {
  const bStep = (<usize>bColumn) << 2;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    const column0 = Address.of(b, j * bColumn);
    const column1 = column0 + bStep;
    const column2 = column1 + bStep;
    const column3 = column2 + bStep;
    let sum0 = Vector.zero();
    let sum1 = Vector.zero();
    let sum2 = Vector.zero();
    let sum3 = Vector.zero();
    let q: usize = 0;
    for (const whole = (<usize>(k & ~3)) << 2; q < whole; q += 16) {
      const left = v128.load(a + q);
      sum0 = Vector.multiplyAdd(left, v128.load(column0 + q), sum0);
      sum1 = Vector.multiplyAdd(left, v128.load(column1 + q), sum1);
      sum2 = Vector.multiplyAdd(left, v128.load(column2 + q), sum2);
      sum3 = Vector.multiplyAdd(left, v128.load(column3 + q), sum3);
    }
    const rest = k & 3;
    if (rest != 0) {
      const left = Vector.loadPart(a + q, rest);
      sum0 = Vector.multiplyAdd(left, Vector.loadPart(column0 + q, rest), sum0);
      sum1 = Vector.multiplyAdd(left, Vector.loadPart(column1 + q, rest), sum1);
      sum2 = Vector.multiplyAdd(left, Vector.loadPart(column2 + q, rest), sum2);
      sum3 = Vector.multiplyAdd(left, Vector.loadPart(column3 + q, rest), sum3);
    }
    const target = Address.of(c, j);
    const even = f32x4.add(i32x4.shuffle(sum0, sum1, 0, 4, 1, 5), i32x4.shuffle(sum0, sum1, 2, 6, 3, 7));
    const odd = f32x4.add(i32x4.shuffle(sum2, sum3, 0, 4, 1, 5), i32x4.shuffle(sum2, sum3, 2, 6, 3, 7));
    const sums = f32x4.add(i64x2.shuffle(even, odd, 0, 2), i64x2.shuffle(even, odd, 1, 3));
    v128.store(target, accumulate ? f32x4.add(v128.load(target), sums) : sums);
  }
  for (; j < n; j++) {
    const target = Address.of(c, j);
    const dot = dotProduct(a, Address.of(b, j * bColumn), k);
    store<f32>(target, accumulate ? load<f32>(target) + dot : dot);
  }
}

/** Σ aᵢ·bᵢ of two contiguous rows. */
export function dotProduct(a: usize, b: usize, k: i32): f32 {
  let sum = Vector.zero();
  let q: usize = 0;
  for (const whole = (<usize>(k & ~3)) << 2; q < whole; q += 16)
    sum = Vector.multiplyAdd(v128.load(a + q), v128.load(b + q), sum);
  const rest = k & 3;
  if (rest != 0) sum = Vector.multiplyAdd(Vector.loadPart(a + q, rest), Vector.loadPart(b + q, rest), sum);
  return Vector.sum(sum);
}
