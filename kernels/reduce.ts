import { Address, Vector } from './vector';

/** Sums over the rows of `[rows, columns]`: `sums` `[columns]`. Rows are added in their order. */
export function sumRows(rows: i32, columns: i32, x: usize, sums: usize): void {
  const rowBytes = (<usize>columns) << 2;
  let column = 0;
  // 64 bytes of every row at a time: the sums stay in registers.
  for (; column + 16 <= columns; column += 16) {
    let from = Address.of(x, column);
    let sum0 = Vector.zero();
    let sum1 = Vector.zero();
    let sum2 = Vector.zero();
    let sum3 = Vector.zero();
    for (let row = 0; row < rows; row++) {
      sum0 = f32x4.add(sum0, v128.load(from));
      sum1 = f32x4.add(sum1, v128.load(from, 16));
      sum2 = f32x4.add(sum2, v128.load(from, 32));
      sum3 = f32x4.add(sum3, v128.load(from, 48));
      from += rowBytes;
    }
    const to = Address.of(sums, column);
    v128.store(to, sum0);
    v128.store(to, sum1, 16);
    v128.store(to, sum2, 32);
    v128.store(to, sum3, 48);
  }
  for (; column < columns; column += 4) {
    const count = min(columns - column, 4);
    let from = Address.of(x, column);
    let sum = Vector.zero();
    for (let row = 0; row < rows; row++) {
      sum = f32x4.add(sum, Vector.load(from, count));
      from += rowBytes;
    }
    Vector.store(Address.of(sums, column), sum, count);
  }
}

/** Sums along the rows of `[rows, columns]`: `sums` `[rows]`. */
export function sumColumns(rows: i32, columns: i32, x: usize, sums: usize): void {
  for (let row = 0; row < rows; row++)
    store<f32>(Address.of(sums, row), sum(columns, Address.of(x, row * columns)));
}

/** Blocks of so many floats are summed in float32, and the blocks in float64. */
const block: i32 = 2048;

function sum(length: i32, x: usize): f32 {
  let total: f64 = 0;
  for (let start = 0; start < length; start += block) {
    const end = min(start + block, length);
    let sums = Vector.zero();
    let i = start;
    for (; i + 4 <= end; i += 4) sums = f32x4.add(sums, v128.load(Address.of(x, i)));
    if (i < end) sums = f32x4.add(sums, Vector.loadPart(Address.of(x, i), end - i));
    total += Vector.sum(sums);
  }
  return <f32>total;
}

/** Σ x². */
export function squaredSum(length: i32, x: usize, result: usize): void {
  let total: f64 = 0;
  for (let start = 0; start < length; start += block) {
    const end = min(start + block, length);
    let sums = Vector.zero();
    let i = start;
    for (; i + 4 <= end; i += 4) {
      const value = v128.load(Address.of(x, i));
      sums = Vector.multiplyAdd(value, value, sums);
    }
    if (i < end) {
      const value = Vector.loadPart(Address.of(x, i), end - i);
      sums = Vector.multiplyAdd(value, value, sums);
    }
    total += Vector.sum(sums);
  }
  store<f32>(result, <f32>total);
}
