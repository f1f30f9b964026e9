import { Address, Vector } from './vector';

/** Rows of the tile that stays in registers: what sixteen of them hold, with and without fused multiply-add. */
export const tileRows: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;
/** Columns of it: two vectors. */
export const tileColumns: i32 = 8;

export class Block {
  /** Stores the transpose of four rows of four elements: four columns, `targetStride` bytes apart. */
  @inline static transpose(
    source0: usize,
    source1: usize,
    source2: usize,
    source3: usize,
    target: usize,
    targetStride: usize,
  ): void {
    const row0 = v128.load(source0);
    const row1 = v128.load(source1);
    const row2 = v128.load(source2);
    const row3 = v128.load(source3);
    const low01 = i32x4.shuffle(row0, row1, 0, 4, 1, 5);
    const high01 = i32x4.shuffle(row0, row1, 2, 6, 3, 7);
    const low23 = i32x4.shuffle(row2, row3, 0, 4, 1, 5);
    const high23 = i32x4.shuffle(row2, row3, 2, 6, 3, 7);
    v128.store(target, i64x2.shuffle(low01, low23, 0, 2));
    v128.store(target + targetStride, i64x2.shuffle(low01, low23, 1, 3));
    v128.store(target + 2 * targetStride, i64x2.shuffle(high01, high23, 0, 2));
    v128.store(target + 3 * targetStride, i64x2.shuffle(high01, high23, 1, 3));
  }

  /** The same for rows `stride` bytes apart. */
  @inline static transposeRows(source: usize, stride: usize, target: usize, targetStride: usize): void {
    Block.transpose(source, source + stride, source + 2 * stride, source + 3 * stride, target, targetStride);
  }
}

/** Numbers of rows or columns that take part in a product, as a list in memory. */
export class List {
  @inline static at(list: usize, index: i32): i32 {
    return load<i32>(Address.of(list, index));
  }

  @inline static set(list: usize, index: i32, value: i32): void {
    store<i32>(Address.of(list, index), value);
  }
}

/** Whether all of a row of `length` elements are 0. */
export function isZero(row: usize, length: i32): bool {
  let i = 0;
  for (; i + 4 <= length; i += 4)
    if (v128.any_true(f32x4.ne(v128.load(Address.of(row, i)), Vector.zero()))) return false;
  for (; i < length; i++) if (load<f32>(Address.of(row, i)) != 0) return false;
  return true;
}

/** Bits of a float without the sign: as integers in the order of magnitudes, infinity and NaN last. */
const magnitudeBits: i32 = 0x7fffffff;
const infinityBits: i32 = 0x7f800000;

/** Whether a row of `length` elements has neither NaN nor infinity, so that 0 times it is 0. */
export function isFiniteRow(row: usize, length: i32): bool {
  const magnitude = i32x4.splat(magnitudeBits);
  let largest0 = i32x4.splat(0);
  let largest1 = i32x4.splat(0);
  let i = 0;
  for (; i + 8 <= length; i += 8) {
    const from = Address.of(row, i);
    largest0 = i32x4.max_s(largest0, v128.and(v128.load(from), magnitude));
    largest1 = i32x4.max_s(largest1, v128.and(v128.load(from, 16), magnitude));
  }
  for (; i < length; i++) if ((load<i32>(Address.of(row, i)) & magnitudeBits) >= infinityBits) return false;
  return i32x4.all_true(i32x4.lt_s(i32x4.max_s(largest0, largest1), i32x4.splat(infinityBits)));
}

/**
 * Packs a right matrix `[k, n]` with contiguous rows into panels of eight columns, each row after row; missing columns
 * are 0. `list` names the rows.
 */
export function packRightRows(packed: usize, b: usize, rowStride: i32, list: usize, k: i32, n: i32): void {
  let j = 0;
  for (; j + tileColumns <= n; j += tileColumns) {
    const from = Address.of(b, j);
    let target = Address.of(packed, j * k);
    for (let q = 0; q < k; q++) {
      const source = Address.of(from, List.at(list, q) * rowStride);
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
      target += tileColumns * 4;
    }
  }
  if (j == n) return;
  let target = Address.of(packed, j * k);
  for (let q = 0; q < k; q++) {
    const source = Address.of(b, List.at(list, q) * rowStride + j);
    for (let c = 0; c < tileColumns; c++)
      store<f32>(Address.of(target, c), c < n - j ? load<f32>(Address.of(source, c)) : 0);
    target += tileColumns * 4;
  }
}

/** The same for a right matrix whose columns are contiguous, `columnStride` apart; of consecutive rows. */
export function packRightColumns(packed: usize, b: usize, columnStride: i32, k: i32, n: i32): void {
  const stride = (<usize>columnStride) << 2;
  for (let j = 0; j < n; j += tileColumns) {
    const width = min(n - j, tileColumns);
    let target = Address.of(packed, j * k);
    let q = 0;
    if (width == tileColumns)
      for (; q + 4 <= k; q += 4) {
        const source = Address.of(b, j * columnStride + q);
        Block.transposeRows(source, stride, target, tileColumns * 4);
        Block.transposeRows(source + 4 * stride, stride, target + 16, tileColumns * 4);
        target += 4 * tileColumns * 4;
      }
    for (; q < k; q++) {
      for (let c = 0; c < tileColumns; c++)
        store<f32>(
          Address.of(target, c),
          c < width ? load<f32>(Address.of(b, q + (j + c) * columnStride)) : 0,
        );
      target += tileColumns * 4;
    }
  }
}

/**
 * Packs a left matrix `[m, k]` with contiguous rows into panels of `tileRows` rows, each column after column; missing rows
 * are 0. `list` names the rows.
 */
export function packLeftRows(packed: usize, a: usize, rowStride: i32, list: usize, m: i32, k: i32): void {
  for (let i = 0; i < m; i += tileRows) {
    const height = min(m - i, tileRows);
    const rows = Address.of(list, i);
    let target = Address.of(packed, i * k);
    let q = 0;
    if (height == tileRows) {
      const row0 = Address.of(a, List.at(rows, 0) * rowStride);
      const row1 = Address.of(a, List.at(rows, 1) * rowStride);
      const row2 = Address.of(a, List.at(rows, 2) * rowStride);
      const row3 = Address.of(a, List.at(rows, 3) * rowStride);
      const row4 = Address.of(a, List.at(rows, 4) * rowStride);
      const row5 = Address.of(a, List.at(rows, tileRows - 1) * rowStride);
      for (; q + 4 <= k; q += 4) {
        const at = (<usize>q) << 2;
        Block.transpose(row0 + at, row1 + at, row2 + at, row3 + at, target, tileRows * 4);
        storeColumn(target + 16, v128.load(row4 + at));
        if (ASC_FEATURE_RELAXED_SIMD) storeColumn(target + 20, v128.load(row5 + at));
        target += 4 * tileRows * 4;
      }
    }
    for (; q < k; q++) {
      for (let row = 0; row < tileRows; row++)
        store<f32>(
          Address.of(target, row),
          row < height ? load<f32>(Address.of(a, List.at(rows, row) * rowStride + q)) : 0,
        );
      target += tileRows * 4;
    }
  }
}

/** Four elements of one row of a panel. */
function storeColumn(target: usize, x: v128): void {
  v128.store_lane<f32>(target, x, 0);
  v128.store_lane<f32>(target, x, 1, tileRows * 4);
  v128.store_lane<f32>(target, x, 2, 2 * tileRows * 4);
  v128.store_lane<f32>(target, x, 3, 3 * tileRows * 4);
}

/** The same for a left matrix whose columns are contiguous; `list` names the columns. Rows are consecutive. */
export function packLeftColumns(
  packed: usize,
  a: usize,
  columnStride: i32,
  list: usize,
  m: i32,
  k: i32,
): void {
  for (let i = 0; i < m; i += tileRows) {
    const height = min(m - i, tileRows);
    const from = Address.of(a, i);
    let target = Address.of(packed, i * k);
    if (height == tileRows)
      for (let q = 0; q < k; q++) {
        const source = Address.of(from, List.at(list, q) * columnStride);
        v128.store(target, v128.load(source));
        if (ASC_FEATURE_RELAXED_SIMD) store<u64>(target, load<u64>(source, 16), 16);
        else store<u32>(target, load<u32>(source, 16), 16);
        target += tileRows * 4;
      }
    else
      for (let q = 0; q < k; q++) {
        const source = Address.of(from, List.at(list, q) * columnStride);
        for (let row = 0; row < tileRows; row++)
          store<f32>(Address.of(target, row), row < height ? load<f32>(Address.of(source, row)) : 0);
        target += tileRows * 4;
      }
  }
}
