import { addRow } from './lstm';
import { Block } from './pack';
import { Address } from './vector';

/**
 * Copies `count` pieces of `bytes` bytes, each so many bytes after the one before: concatenating, splitting, slicing and
 * repeating along any axis.
 */
export function copyPieces(
  count: i32,
  bytes: usize,
  from: usize,
  fromStep: usize,
  to: usize,
  toStep: usize,
): void {
  if (bytes == 4) {
    for (let piece = 0; piece < count; piece++) {
      store<u32>(to, load<u32>(from));
      from += fromStep;
      to += toStep;
    }
    return;
  }
  for (let piece = 0; piece < count; piece++) {
    copy(bytes, from, to);
    from += fromStep;
    to += toStep;
  }
}

/** Short pieces inline: a call of the memory's bulk copy costs as much as copying a few hundred bytes. */
function copy(bytes: usize, from: usize, to: usize): void {
  if (bytes > 512) {
    memory.copy(to, from, bytes);
    return;
  }
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
  for (; at + 4 <= bytes; at += 4) store<u32>(to + at, load<u32>(from + at));
  for (; at < bytes; at++) store<u8>(to + at, load<u8>(from + at));
}

/**
 * Rows of `table` `[tableRows, …]` by their numbers.
 * @returns the first index that is not a row's number, or −1
 */
export function gatherRows(
  count: i32,
  bytes: usize,
  tableRows: i32,
  table: usize,
  indices: usize,
  to: usize,
): i32 {
  for (let index = 0; index < count; index++) {
    const row = load<i32>(Address.of(indices, index));
    if (row < 0 || row >= tableRows) return index;
    copy(bytes, table + <usize>row * bytes, to + <usize>index * bytes);
  }
  return -1;
}

/** Adds every row of `[count, width]` to the row of `sums` `[segments, width]` that its segment names; others are left out. */
export function sumSegments(count: i32, width: i32, segments: i32, x: usize, ids: usize, sums: usize): void {
  memory.fill(sums, 0, (<usize>(segments * width)) << 2);
  for (let row = 0; row < count; row++) {
    const segment = load<i32>(Address.of(ids, row));
    if (segment < 0 || segment >= segments) continue;
    const sum = Address.of(sums, segment * width);
    addRow(width, sum, Address.of(x, row * width), sum);
  }
}

/** Transposes `batch` matrices `[rows, columns]` of elements of four bytes. */
export function transposeMatrices(batch: i32, rows: i32, columns: i32, x: usize, to: usize): void {
  const rowBytes = (<usize>columns) << 2;
  const columnBytes = (<usize>rows) << 2;
  for (let matrix = 0; matrix < batch; matrix++) {
    for (let row = 0; row < rows; row += 4)
      for (let column = 0; column < columns; column += 4) {
        const from = Address.of(x, row * columns + column);
        const target = Address.of(to, column * rows + row);
        if (row + 4 <= rows && column + 4 <= columns) {
          Block.transposeRows(from, rowBytes, target, columnBytes);
          continue;
        }
        for (let i = 0; i < min(rows - row, 4); i++)
          for (let j = 0; j < min(columns - column, 4); j++)
            store<u32>(Address.of(target, j * rows + i), load<u32>(Address.of(from, i * columns + j)));
      }
    x = Address.of(x, rows * columns);
    to = Address.of(to, rows * columns);
  }
}
