import { Address } from './vector';

/** Rows of the tile that stays in registers: what sixteen of them hold, with and without fused multiply-add. */
export const tileRows: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;
/** Columns of it: two vectors. */
export const tileColumns: i32 = 8;

/** Stores the transpose of a 4 × 4 block: its columns, `targetStride` bytes apart. */
export class Block {
  @inline static transpose(source: usize, sourceStride: usize, target: usize, targetStride: usize): void {
    const row0 = v128.load(source);
    const row1 = v128.load(source + sourceStride);
    const row2 = v128.load(source + 2 * sourceStride);
    const row3 = v128.load(source + 3 * sourceStride);
    const low01 = i32x4.shuffle(row0, row1, 0, 4, 1, 5);
    const high01 = i32x4.shuffle(row0, row1, 2, 6, 3, 7);
    const low23 = i32x4.shuffle(row2, row3, 0, 4, 1, 5);
    const high23 = i32x4.shuffle(row2, row3, 2, 6, 3, 7);
    v128.store(target, i64x2.shuffle(low01, low23, 0, 2));
    v128.store(target + targetStride, i64x2.shuffle(low01, low23, 1, 3));
    v128.store(target + 2 * targetStride, i64x2.shuffle(high01, high23, 0, 2));
    v128.store(target + 3 * targetStride, i64x2.shuffle(high01, high23, 1, 3));
  }
}

/**
 * Packs the right matrix `[k, n]` into panels of eight columns, each row after row; missing columns are 0.
 * Element (q, j) is at `b + q·rowStride + j·columnStride`.
 */
export function packRight(packed: usize, b: usize, rowStride: i32, columnStride: i32, k: i32, n: i32): void {
  for (let j = 0; j < n; j += tileColumns) {
    const width = min(n - j, tileColumns);
    let target = Address.of(packed, j * k);
    let q = 0;
    if (width == tileColumns && columnStride == 1) {
      let source = Address.of(b, j);
      for (; q < k; q++) {
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, 16), 16);
        target += tileColumns * 4;
        source += (<usize>rowStride) << 2;
      }
      continue;
    }
    if (width == tileColumns && rowStride == 1) {
      const stride = (<usize>columnStride) << 2;
      for (; q + 4 <= k; q += 4) {
        const source = Address.of(b, j * columnStride + q);
        Block.transpose(source, stride, target, tileColumns * 4);
        Block.transpose(source + 4 * stride, stride, target + 16, tileColumns * 4);
        target += 4 * tileColumns * 4;
      }
    }
    for (; q < k; q++) {
      for (let c = 0; c < tileColumns; c++)
        store<f32>(
          Address.of(target, c),
          c < width ? load<f32>(Address.of(b, q * rowStride + (j + c) * columnStride)) : 0,
        );
      target += tileColumns * 4;
    }
  }
}

/**
 * Packs the left matrix `[m, k]` into panels of `tileRows` rows, each column after column; missing rows are 0.
 * Element (i, q) is at `a + i·rowStride + q·columnStride`.
 */
export function packLeft(packed: usize, a: usize, rowStride: i32, columnStride: i32, m: i32, k: i32): void {
  for (let i = 0; i < m; i += tileRows) {
    const height = min(m - i, tileRows);
    let target = Address.of(packed, i * k);
    let q = 0;
    if (height == tileRows && rowStride == 1) {
      let source = Address.of(a, i);
      for (; q < k; q++) {
        v128.store(target, v128.load(source));
        if (ASC_FEATURE_RELAXED_SIMD) store<u64>(target, load<u64>(source, 16), 16);
        else store<u32>(target, load<u32>(source, 16), 16);
        target += tileRows * 4;
        source += (<usize>columnStride) << 2;
      }
      continue;
    }
    if (height == tileRows && columnStride == 1) {
      const stride = (<usize>rowStride) << 2;
      for (; q + 4 <= k; q += 4) {
        const source = Address.of(a, i * rowStride + q);
        Block.transpose(source, stride, target, tileRows * 4);
        for (let row = 4; row < tileRows; row++) {
          const rest = v128.load(source + <usize>row * stride);
          const column = Address.of(target, row);
          v128.store_lane<f32>(column, rest, 0);
          v128.store_lane<f32>(column, rest, 1, tileRows * 4);
          v128.store_lane<f32>(column, rest, 2, 2 * tileRows * 4);
          v128.store_lane<f32>(column, rest, 3, 3 * tileRows * 4);
        }
        target += 4 * tileRows * 4;
      }
    }
    for (; q < k; q++) {
      for (let row = 0; row < tileRows; row++)
        store<f32>(
          Address.of(target, row),
          row < height ? load<f32>(Address.of(a, (i + row) * rowStride + q * columnStride)) : 0,
        );
      target += tileRows * 4;
    }
  }
}
