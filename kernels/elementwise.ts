import { Address, Vector } from './vector';

/** What `elementwise` computes; src/engine/wasm/kernels/elementwise.ts knows the same numbers. */
const enum Operation {
  add,
  subtract,
  multiply,
  lessFloats,
  lessIntegers,
  greaterEqualFloats,
  greaterEqualIntegers,
}

class Row {
  @inline static apply(operation: i32, a: v128, b: v128): v128 {
    if (operation == Operation.add) return f32x4.add(a, b);
    if (operation == Operation.subtract) return f32x4.sub(a, b);
    if (operation == Operation.multiply) return f32x4.mul(a, b);
    if (operation == Operation.lessFloats) return f32x4.lt(a, b);
    if (operation == Operation.lessIntegers) return i32x4.lt_s(a, b);
    if (operation == Operation.greaterEqualFloats) return f32x4.ge(a, b);
    return i32x4.ge_s(a, b);
  }

  /** Stores results of comparisons as bytes of 0 and 1, others as they are. */
  @inline static store(operation: i32, to: usize, index: i32, x: v128, count: i32): void {
    if (operation <= Operation.multiply) {
      Vector.store(Address.of(to, index), x, count);
      return;
    }
    const ones = v128.and(x, i32x4.splat(1));
    const halves = i16x8.narrow_i32x4_s(ones, ones);
    const bytes = i8x16.narrow_i16x8_u(halves, halves);
    const target = to + <usize>index;
    if (count == 4) v128.store_lane<u32>(target, bytes, 0);
    else
      for (let i = 0; i < count; i++)
        store<u8>(target + <usize>i, <u8>(i32x4.extract_lane(bytes, 0) >> (8 * i)));
  }

  /** A row of `length` elements; an operand that does not advance is one value. All arguments but these are literals. */
  @inline static loop(
    operation: i32,
    aAdvances: bool,
    bAdvances: bool,
    length: i32,
    a: usize,
    b: usize,
    to: usize,
  ): void {
    const aValue = v128.load_splat<f32>(a);
    const bValue = v128.load_splat<f32>(b);
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      const left = aAdvances ? v128.load(Address.of(a, i)) : aValue;
      const right = bAdvances ? v128.load(Address.of(b, i)) : bValue;
      Row.store(operation, to, i, Row.apply(operation, left, right), 4);
    }
    if (i == length) return;
    const left = aAdvances ? Vector.loadPart(Address.of(a, i), length - i) : aValue;
    const right = bAdvances ? Vector.loadPart(Address.of(b, i), length - i) : bValue;
    Row.store(operation, to, i, Row.apply(operation, left, right), length - i);
  }

  @inline static compute(
    operation: i32,
    length: i32,
    a: usize,
    aStep: i32,
    b: usize,
    bStep: i32,
    to: usize,
  ): void {
    if (aStep == 0) Row.loop(operation, false, true, length, a, b, to);
    else if (bStep == 0) Row.loop(operation, true, false, length, a, b, to);
    else Row.loop(operation, true, true, length, a, b, to);
  }
}

/**
 * An operation on two tensors `[outer, rows, columns]` of which either may repeat along each axis: then its step there is
 * 0. Steps are in elements; both steps of the columns are 0 only when there is one. Comparisons give bytes.
 */
export function elementwise(
  operation: i32,
  outer: i32,
  rows: i32,
  columns: i32,
  a: usize,
  aOuter: i32,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bOuter: i32,
  bRow: i32,
  bColumn: i32,
  to: usize,
): void {
  const rowBytes = (<usize>columns) << (operation <= Operation.multiply ? 2 : 0);
  for (let i = 0; i < outer; i++)
    for (let row = 0; row < rows; row++) {
      const left = Address.of(a, i * aOuter + row * aRow);
      const right = Address.of(b, i * bOuter + row * bRow);
      computeRow(operation, columns, left, aColumn, right, bColumn, to);
      to += rowBytes;
    }
}

function computeRow(
  operation: i32,
  length: i32,
  a: usize,
  aStep: i32,
  b: usize,
  bStep: i32,
  to: usize,
): void {
  switch (operation) {
    case Operation.add:
      Row.compute(Operation.add, length, a, aStep, b, bStep, to);
      return;
    case Operation.subtract:
      Row.compute(Operation.subtract, length, a, aStep, b, bStep, to);
      return;
    case Operation.multiply:
      Row.compute(Operation.multiply, length, a, aStep, b, bStep, to);
      return;
    case Operation.lessFloats:
      Row.compute(Operation.lessFloats, length, a, aStep, b, bStep, to);
      return;
    case Operation.lessIntegers:
      Row.compute(Operation.lessIntegers, length, a, aStep, b, bStep, to);
      return;
    case Operation.greaterEqualFloats:
      Row.compute(Operation.greaterEqualFloats, length, a, aStep, b, bStep, to);
      return;
    default:
      Row.compute(Operation.greaterEqualIntegers, length, a, aStep, b, bStep, to);
  }
}
