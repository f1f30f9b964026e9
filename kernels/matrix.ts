import { packLeft, packRight, tileColumns, tileRows } from './pack';
import { tile } from './tile';
import { thinProduct } from './thinProduct';
import { Address, Vector } from './vector';

/** Columns of `a` and rows of `b` in one round: a panel of each stays in the first-level cache. */
const innerBlock: i32 = 384;
/** Rows of `a` packed at a time: they stay in the second-level cache. */
const rowBlock: i32 = 60;
/** Columns of `b` packed at a time. */
const columnBlock: i32 = 384;

/** Up to so many rows, packing the right matrix would take as long as multiplying. */
const thinRows: i32 = 6;

/** What `initialize` must be given, in bytes: a block of each matrix, and a tile. */
export const workspaceBytes: i32 =
  4 *
  (innerBlock * (columnBlock + tileColumns) + innerBlock * (rowBlock + tileRows) + tileRows * tileColumns);

let workspace: usize = 0;

/** Hands over the memory in which matrices are packed. Once, before anything else. */
export function initialize(memory: usize): void {
  workspace = memory;
}

export function requiredWorkspace(): i32 {
  return workspaceBytes;
}

/** Elements that a right matrix `[k, n]` takes when it is packed for `productWithPacked`. */
export function packedLength(k: i32, n: i32): i32 {
  return k * ((n + tileColumns - 1) & ~(tileColumns - 1));
}

/** Packs a whole right matrix, to be used several times. */
export function packWhole(packed: usize, b: usize, rowStride: i32, columnStride: i32, k: i32, n: i32): void {
  const step = blockLength(k);
  let target = packed;
  for (let q = 0; q < k; q += step) {
    const inner = min(k - q, step);
    packRight(target, Address.of(b, q * rowStride), rowStride, columnStride, inner, n);
    target = Address.of(target, packedLength(inner, n));
  }
}

/**
 * c = from + a·b for a packed `b`. Element (i, j) of `c` is at `c + i·stride + j`; `from` is laid out alike with
 * `fromStride` (0 repeats one row), or is 0 for zeros.
 */
export function productWithPacked(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  packed: usize,
  c: usize,
  stride: i32,
  from: usize,
  fromStride: i32,
): void {
  const step = blockLength(k);
  let panels = packed;
  for (let q = 0; q < k; q += step) {
    const inner = min(k - q, step);
    const isFirst = q == 0;
    multiplyBlock(
      m,
      n,
      inner,
      Address.of(a, q * aColumn),
      aRow,
      aColumn,
      panels,
      c,
      stride,
      isFirst ? from : c,
      isFirst ? fromStride : stride,
    );
    panels = Address.of(panels, packedLength(inner, n));
  }
}

/**
 * c = a·b, or c + a·b with `accumulate`; element (i, q) of `a` is at `a + i·aRow + q·aColumn`, alike for `b`, and `c` has rows
 * `stride` apart. Matrices of no rows or columns are fine; with `k` 0 the product is 0.
 */
export function product(
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
  if (k == 0) {
    if (!accumulate) for (let i = 0; i < m; i++) memory.fill(Address.of(c, i * stride), 0, (<usize>n) << 2);
    return;
  }
  if (m <= thinRows) {
    thinProduct(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, stride, accumulate);
    return;
  }
  const step = blockLength(k);
  for (let j = 0; j < n; j += columnBlock) {
    const columns = min(n - j, columnBlock);
    const target = Address.of(c, j);
    for (let q = 0; q < k; q += step) {
      const inner = min(k - q, step);
      packRight(workspace, Address.of(b, q * bRow + j * bColumn), bRow, bColumn, inner, columns);
      const from = accumulate || q > 0 ? target : 0;
      const left = Address.of(a, q * aColumn);
      multiplyBlock(m, columns, inner, left, aRow, aColumn, workspace, target, stride, from, stride);
    }
  }
}

/** Products of `batch` pairs of matrices, each so many elements after the one before; 0 uses one for all. */
export function batchProduct(
  batch: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  aNext: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  bNext: i32,
  c: usize,
  stride: i32,
  cNext: i32,
): void {
  for (let index = 0; index < batch; index++)
    product(
      m,
      n,
      k,
      Address.of(a, index * aNext),
      aRow,
      aColumn,
      Address.of(b, index * bNext),
      bRow,
      bColumn,
      Address.of(c, index * cNext),
      stride,
      false,
    );
}

/** The inner dimension in equal blocks, none longer than `innerBlock`. */
function blockLength(k: i32): i32 {
  const blocks = (k + innerBlock - 1) / innerBlock;
  return ((k + blocks - 1) / blocks + 3) & ~3;
}

/** All rows of `a` times one packed block of `b`. */
function multiplyBlock(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  panels: usize,
  c: usize,
  stride: i32,
  from: usize,
  fromStride: i32,
): void {
  const left = Address.of(workspace, innerBlock * (columnBlock + tileColumns));
  const byteStride = (<usize>stride) << 2;
  const fromByteStride = (<usize>fromStride) << 2;
  for (let i0 = 0; i0 < m; i0 += rowBlock) {
    const rows = min(m - i0, rowBlock);
    packLeft(left, Address.of(a, i0 * aRow), aRow, aColumn, rows, k);
    for (let j = 0; j < n; j += tileColumns) {
      const width = min(n - j, tileColumns);
      const panel = Address.of(panels, j * k);
      for (let i = 0; i < rows; i += tileRows) {
        const height = min(rows - i, tileRows);
        const target = Address.of(c, (i0 + i) * stride + j);
        const source: usize = from == 0 ? 0 : Address.of(from, (i0 + i) * fromStride + j);
        const block = Address.of(left, i * k);
        if (height == tileRows && width == tileColumns)
          tile(k, block, panel, target, byteStride, source, fromByteStride);
        else edgeTile(k, block, panel, target, byteStride, source, fromByteStride, height, width);
      }
    }
  }
}

/** A tile of which only `height` rows and `width` columns exist. */
function edgeTile(
  k: i32,
  a: usize,
  b: usize,
  c: usize,
  stride: usize,
  from: usize,
  fromStride: usize,
  height: i32,
  width: i32,
): void {
  const whole = Address.of(
    workspace,
    innerBlock * (columnBlock + tileColumns) + innerBlock * (rowBlock + tileRows),
  );
  let row = whole;
  if (from != 0)
    for (let i = 0; i < height; i++) {
      if (width == tileColumns) {
        v128.store(row, v128.load(from));
        v128.store(row, v128.load(from, 16), 16);
      } else for (let j = 0; j < width; j++) store<f32>(Address.of(row, j), load<f32>(Address.of(from, j)));
      row += tileColumns * 4;
      from += fromStride;
    }
  tile(k, a, b, whole, tileColumns * 4, from == 0 ? 0 : whole, tileColumns * 4);
  row = whole;
  for (let i = 0; i < height; i++) {
    if (width == tileColumns) {
      v128.store(c, v128.load(row));
      v128.store(c, v128.load(row, 16), 16);
    } else for (let j = 0; j < width; j++) store<f32>(Address.of(c, j), load<f32>(Address.of(row, j)));
    row += tileColumns * 4;
    c += stride;
  }
}

/** Whether `Vector.multiplyAdd` rounds once; for x = 1 + 2⁻¹², x² − 1 − 2⁻¹¹ is 2⁻²⁴ then, else 0. */
export function fuses(x: f32): bool {
  const factor = f32x4.splat(x);
  return f32x4.extract_lane(Vector.multiplyAdd(factor, factor, f32x4.splat(-1.00048828125)), 0) != 0;
}
