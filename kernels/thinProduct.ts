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
  const pairedRows = alongRows ? m & ~1 : 0;
  const pairedColumns = pairedRows == 0 ? 0 : n & ~15;
  addRowPairs(pairedRows, pairedColumns, k, a, aRow, aColumn, b, bRow, c, stride, accumulate);
  for (let i = 0; i < m; i++) {
    const left = Address.of(a, i * aRow);
    const target = Address.of(c, i * stride);
    if (alongRows) {
      const done = i < pairedRows ? pairedColumns : 0;
      const rest = n - done;
      addRows(rest, k, left, aColumn, Address.of(b, done), bRow, Address.of(target, done), accumulate);
    } else if (bRow == 1 && aColumn == 1) dotColumns(n, k, left, b, bColumn, target, accumulate);
    else
      for (let j = 0; j < n; j++) {
        let sum: f32 = accumulate ? load<f32>(Address.of(target, j)) : 0;
        for (let q = 0; q < k; q++)
          sum += load<f32>(Address.of(left, q * aColumn)) * load<f32>(Address.of(b, q * bRow + j * bColumn));
        store<f32>(Address.of(target, j), sum);
      }
  }
}

/** Rows of b that a pair takes at a time: 64 bytes of each stay in the first-level cache for the next pair. */
const innerBlock: i32 = 128;

/**
 * Pairs of rows of c as sums of rows of b, 16 columns at a time: what is read of b serves two rows, and lies in the
 * first-level cache for the next pair.
 */
function addRowPairs(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  c: usize,
  stride: i32,
  accumulate: bool,
): void {
  for (let q = 0; q < k; q += innerBlock) {
    const inner = min(k - q, innerBlock);
    for (let j = 0; j < n; j += 16)
      for (let i = 0; i < m; i += 2)
        addRowPair(
          inner,
          Address.of(a, i * aRow + q * aColumn),
          aRow,
          aColumn,
          Address.of(b, q * bRow + j),
          bRow,
          Address.of(c, i * stride + j),
          stride,
          accumulate || q > 0,
        );
  }
}

/** Sixteen columns of two rows: eight sums, two factors and a vector of b. */
function addRowPair(
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  c: usize,
  stride: i32,
  accumulate: bool,
): void {
  const aStep = (<usize>aColumn) << 2;
  const bStep = (<usize>bRow) << 2;
  const second = Address.of(c, stride);
  let c00 = Vector.zero();
  let c01 = Vector.zero();
  let c02 = Vector.zero();
  let c03 = Vector.zero();
  let c10 = Vector.zero();
  let c11 = Vector.zero();
  let c12 = Vector.zero();
  let c13 = Vector.zero();
  if (accumulate) {
    c00 = v128.load(c);
    c01 = v128.load(c, 16);
    c02 = v128.load(c, 32);
    c03 = v128.load(c, 48);
    c10 = v128.load(second);
    c11 = v128.load(second, 16);
    c12 = v128.load(second, 32);
    c13 = v128.load(second, 48);
  }
  let a1 = Address.of(a, aRow);
  for (let q = 0; q < k; q++) {
    const x0 = v128.load_splat<f32>(a);
    const x1 = v128.load_splat<f32>(a1);
    let right = v128.load(b);
    c00 = Vector.multiplyAdd(x0, right, c00);
    c10 = Vector.multiplyAdd(x1, right, c10);
    right = v128.load(b, 16);
    c01 = Vector.multiplyAdd(x0, right, c01);
    c11 = Vector.multiplyAdd(x1, right, c11);
    right = v128.load(b, 32);
    c02 = Vector.multiplyAdd(x0, right, c02);
    c12 = Vector.multiplyAdd(x1, right, c12);
    right = v128.load(b, 48);
    c03 = Vector.multiplyAdd(x0, right, c03);
    c13 = Vector.multiplyAdd(x1, right, c13);
    a += aStep;
    a1 += aStep;
    b += bStep;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  v128.store(second, c10);
  v128.store(second, c11, 16);
  v128.store(second, c12, 32);
  v128.store(second, c13, 48);
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
  for (; j + 4 <= n; j += 4)
    Columns.addRows(4, k, a, aStep, Address.of(b, j), bStep, Address.of(c, j), accumulate);
  if (j < n) Columns.addRows(n - j, k, a, aStep, Address.of(b, j), bStep, Address.of(c, j), accumulate);
}

class Columns {
  /** `count` (1 to 4) columns of one row of c. */
  @inline static addRows(
    count: i32,
    k: i32,
    a: usize,
    aStep: usize,
    b: usize,
    bStep: usize,
    c: usize,
    accumulate: bool,
  ): void {
    let sum = accumulate ? Vector.load(c, count) : Vector.zero();
    for (let q = 0; q < k; q++) {
      sum = Vector.multiplyAdd(v128.load_splat<f32>(a), Vector.load(b, count), sum);
      a += aStep;
      b += bStep;
    }
    Vector.store(c, sum, count);
  }
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
