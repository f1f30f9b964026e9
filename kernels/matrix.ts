import {
  isFiniteRow,
  isZero,
  List,
  packLeftColumns,
  packLeftRows,
  packRightColumns,
  packRightRows,
  tileColumns,
  tileRows,
} from './pack';
import { isPadding } from './padding';
import { thinProduct } from './thinProduct';
import { tile } from './tile';
import { Address, Vector } from './vector';

/** Columns of `a` and rows of `b` in one round: a panel of each stays in the first-level cache. */
const innerBlock: i32 = 384;
/** Rows of `a` packed at a time: they stay in the second-level cache. */
const rowBlock: i32 = 60;
/** Columns of `b` packed at a time. */
const columnBlock: i32 = 384;

/** Up to so many rows, packing the right matrix would take as long as multiplying: more if its rows are contiguous. */
const thinRows: i32 = 6;
const thinRowsAlongRows: i32 = 12;

/** The workspace, in elements: a packed block of each matrix, a tile, and lists of rows. */
const leftAt: i32 = innerBlock * (columnBlock + tileColumns);
const tileAt: i32 = leftAt + innerBlock * (rowBlock + tileRows);
const innerListAt: i32 = tileAt + tileRows * tileColumns;
const rowListAt: i32 = innerListAt + innerBlock;
const workspaceLength: i32 = rowListAt + rowBlock;

let workspace: usize = 0;

/** Bytes that `initialize` must be given. */
export function requiredWorkspace(): i32 {
  return workspaceLength << 2;
}

/** Hands over the memory in which matrices are packed. Once, before anything else. */
export function initialize(memory: usize): void {
  workspace = memory;
}

/** Elements that a right matrix `[k, n]` takes when it is packed for `productWithPacked`. */
export function packedLength(k: i32, n: i32): i32 {
  return k * ((n + tileColumns - 1) & ~(tileColumns - 1));
}

/** What becomes of a row of zeros on the left: nothing needs to be added for it if the right matrix is finite. */
const enum Zeros {
  skip,
  multiply,
  /** Look at the right matrix once there is such a row. */
  undecided,
}

/**
 * Packs a whole right matrix, to be used several times. One of the strides is 1.
 * @returns `zeros` for `productWithPacked`
 */
export function packWhole(packed: usize, b: usize, rowStride: i32, columnStride: i32, k: i32, n: i32): i32 {
  const step = blockLength(k);
  let target = packed;
  for (let q = 0; q < k; q += step) {
    const inner = min(k - q, step);
    packRight(target, Address.of(b, q * rowStride), rowStride, columnStride, listAll(inner), inner, n);
    target = Address.of(target, packedLength(inner, n));
  }
  return isFiniteRow(packed, packedLength(k, n)) ? Zeros.skip : Zeros.multiply;
}

/**
 * c = from + a·b for a packed `b` and an `a` with contiguous rows. Element (i, j) of `c` is at `c + i·stride + j`; `from` is
 * laid out alike with `fromStride` (0 repeats one row), or is 0 for zeros. Rows where `mask` (0 for none) is 0 are left as
 * they are. `zeros` comes from `packWhole`.
 */
export function productWithPacked(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  packed: usize,
  zeros: i32,
  c: usize,
  stride: i32,
  from: usize,
  fromStride: i32,
  mask: usize,
): void {
  const step = blockLength(k);
  let panels = packed;
  for (let q = 0; q < k; q += step) {
    const inner = min(k - q, step);
    const left = Address.of(a, q);
    if (q == 0) multiplyRows(m, n, inner, left, k, panels, zeros, c, stride, from, fromStride, mask);
    else multiplyRows(m, n, inner, left, k, panels, zeros, c, stride, c, stride, mask);
    panels = Address.of(panels, packedLength(inner, n));
  }
}

/**
 * c = a·b, or c + a·b with `accumulate`; element (i, q) of `a` is at `a + i·aRow + q·aColumn`, alike for `b`, and `c` has rows
 * `stride` apart. Of both strides of a matrix one is 1. Matrices of no rows or columns are fine; with `k` 0 the product
 * is 0.
 *
 * Rows of `a`, or of `b` below a transposed `a`, that are all 0 are passed over: the gradients of padding. Unless there is NaN
 * or infinity to be multiplied with, which makes NaN.
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
  if (!accumulate && k == 0) {
    for (let i = 0; i < m; i++) memory.fill(Address.of(c, i * stride), 0, (<usize>n) << 2);
    return;
  }
  if (m <= (bColumn == 1 ? thinRowsAlongRows : thinRows)) {
    thinProduct(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, stride, accumulate);
    return;
  }
  const skipsInner = aColumn != 1 && bColumn == 1;
  const step = blockLength(k);
  for (let j = 0; j < n; j += columnBlock) {
    const columns = min(n - j, columnBlock);
    const target = Address.of(c, j);
    let from: usize = accumulate ? target : 0;
    let q = 0;
    while (q < k) {
      const right = Address.of(b, q * bRow + j * bColumn);
      const left = Address.of(a, q * aColumn);
      const list = Address.of(workspace, innerListAt);
      let inner = min(k - q, step);
      if (skipsInner) {
        const rest = k - q;
        inner = 0;
        let row = 0;
        for (; row < rest && inner < step; row++)
          if (
            !isZero(Address.of(right, row * bRow), columns) ||
            !isFiniteRow(Address.of(left, row * aColumn), m)
          )
            List.set(list, inner++, row);
        q += row;
        // The last block settles c even when nothing is left to add.
        if (inner == 0 && (q < k || from != 0)) continue;
        if (inner == 0) List.set(list, inner++, row - 1);
      } else {
        listAll(inner);
        q += inner;
      }
      packRight(workspace, right, bRow, bColumn, list, inner, columns);
      if (aColumn == 1)
        multiplyRows(
          m,
          columns,
          inner,
          left,
          aRow,
          workspace,
          Zeros.undecided,
          target,
          stride,
          from,
          stride,
          0,
        );
      else multiplyColumns(m, columns, inner, left, aColumn, list, workspace, target, stride, from);
      from = target;
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

/** The list of the first `count` numbers. */
function listAll(count: i32): usize {
  const list = Address.of(workspace, innerListAt);
  for (let index = 0; index < count; index++) List.set(list, index, index);
  return list;
}

function packRight(
  packed: usize,
  b: usize,
  rowStride: i32,
  columnStride: i32,
  list: usize,
  k: i32,
  n: i32,
): void {
  if (columnStride == 1) packRightRows(packed, b, rowStride, list, k, n);
  else packRightColumns(packed, b, columnStride, k, n);
}

/** An `a` with contiguous rows times one packed block of `b`; without the rows that are padding or, see `zeros`, 0. */
function multiplyRows(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  panels: usize,
  zeros: i32,
  c: usize,
  stride: i32,
  from: usize,
  fromStride: i32,
  mask: usize,
): void {
  const left = Address.of(workspace, leftAt);
  const list = Address.of(workspace, rowListAt);
  for (let next = 0; next < m;) {
    let rows = 0;
    for (; next < m && rows < rowBlock; next++) {
      if (isPadding(mask, next)) continue;
      const zero = isZero(Address.of(a, next * aRow), k);
      if (zero && zeros == Zeros.undecided)
        zeros = isFiniteRow(panels, packedLength(k, n)) ? Zeros.skip : Zeros.multiply;
      if (!zero || zeros == Zeros.multiply) List.set(list, rows++, next);
      else if (from != c) settle(n, Address.of(c, next * stride), from, next * fromStride);
    }
    packLeftRows(left, a, aRow, list, rows, k);
    multiplyPanels(rows, n, k, left, list, panels, c, stride, from, fromStride);
  }
}

/** c = from, for one row. */
function settle(n: i32, c: usize, from: usize, fromStart: i32): void {
  if (from == 0) memory.fill(c, 0, (<usize>n) << 2);
  else memory.copy(c, Address.of(from, fromStart), (<usize>n) << 2);
}

/** An `a` with contiguous columns, of which `columns` names those that take part. */
function multiplyColumns(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aColumn: i32,
  columns: usize,
  panels: usize,
  c: usize,
  stride: i32,
  from: usize,
): void {
  const left = Address.of(workspace, leftAt);
  const list = Address.of(workspace, rowListAt);
  for (let i0 = 0; i0 < m; i0 += rowBlock) {
    const rows = min(m - i0, rowBlock);
    for (let row = 0; row < rows; row++) List.set(list, row, i0 + row);
    packLeftColumns(left, Address.of(a, i0), aColumn, columns, rows, k);
    multiplyPanels(rows, n, k, left, list, panels, c, stride, from, stride);
  }
}

/** Packed rows, which `list` names, times one packed block. */
function multiplyPanels(
  rows: i32,
  n: i32,
  k: i32,
  left: usize,
  list: usize,
  panels: usize,
  c: usize,
  stride: i32,
  from: usize,
  fromStride: i32,
): void {
  const byteStride = (<usize>stride) << 2;
  const fromByteStride = (<usize>fromStride) << 2;
  for (let j = 0; j < n; j += tileColumns) {
    const width = min(n - j, tileColumns);
    const panel = Address.of(panels, j * k);
    const target = Address.of(c, j);
    const source: usize = from == 0 ? 0 : Address.of(from, j);
    for (let i = 0; i < rows; i += tileRows) {
      const height = min(rows - i, tileRows);
      const numbers = Address.of(list, i);
      const first = List.at(numbers, 0);
      const block = Address.of(left, i * k);
      const isWhole = height == tileRows && width == tileColumns;
      if (isWhole && List.at(numbers, tileRows - 1) - first == tileRows - 1)
        tile(
          k,
          block,
          panel,
          Address.of(target, first * stride),
          byteStride,
          source == 0 ? 0 : Address.of(source, first * fromStride),
          fromByteStride,
        );
      else scatterTile(k, block, panel, target, stride, source, fromStride, numbers, height, width);
    }
  }
}

/** A tile of which only `height` rows, those that `list` names, and `width` columns exist. */
function scatterTile(
  k: i32,
  a: usize,
  b: usize,
  c: usize,
  stride: i32,
  from: usize,
  fromStride: i32,
  list: usize,
  height: i32,
  width: i32,
): void {
  const whole = Address.of(workspace, tileAt);
  if (from != 0)
    for (let i = 0; i < height; i++)
      copyTileRow(width, Address.of(from, List.at(list, i) * fromStride), whole + i * tileColumns * 4);
  tile(k, a, b, whole, tileColumns * 4, from == 0 ? 0 : whole, tileColumns * 4);
  for (let i = 0; i < height; i++)
    copyTileRow(width, whole + i * tileColumns * 4, Address.of(c, List.at(list, i) * stride));
}

function copyTileRow(width: i32, from: usize, to: usize): void {
  if (width == tileColumns) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  } else for (let j = 0; j < width; j++) store<f32>(Address.of(to, j), load<f32>(Address.of(from, j)));
}

/** Whether `Vector.multiplyAdd` rounds once; for x = 1 + 2⁻¹², x² − 1 − 2⁻¹¹ is 2⁻²⁴ then, else 0. */
export function fuses(x: f32): bool {
  const factor = f32x4.splat(x);
  return f32x4.extract_lane(Vector.multiplyAdd(factor, factor, f32x4.splat(-1.00048828125)), 0) != 0;
}
