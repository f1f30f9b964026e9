import { BatchMatMul, Transpose, util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmHeap } from '../wasmHeap';
import { existingKernel, replaceKernel } from '../wasmKernel';

/** Up to so many multiplications, a loop in JavaScript is faster than handing a product over to XNNPACK. */
const smallProduct = 4096;

/**
 * Matrix products. The original reaches XNNPACK's kernels only for one product without transposes, and else runs a scalar
 * loop that is ten to thirty times slower. Here transposes are made explicit and batches are taken apart.
 */
export function registerBatchMatMul(): void {
  const transpose = existingKernel(Transpose).kernelFunc;
  replaceKernel(BatchMatMul, (original) => ({ inputs, attrs, heap }) => {
    const a = inputs['a']!;
    const b = inputs['b']!;
    const transposeA = attrs['transposeA'] === true;
    const transposeB = attrs['transposeB'] === true;
    const outer = a.shape.slice(0, -2);
    if (!util.arraysEqual(outer, b.shape.slice(0, -2))) return undefined;
    const batch = util.sizeFromShape(outer);
    const product = shapeOfProduct(a, b, transposeA, transposeB);
    const { rows, inner, columns } = product;

    const isSingle = batch === 1;
    if (isSingle && !transposeA && !transposeB) return undefined;
    if (columns === 1 && (transposeA || !isSingle)) {
      // As a row: (a·b)ᵀ = bᵀ·aᵀ, whose values lie in memory alike.
      const output = heap.output([...outer, rows, 1]);
      const row = { rows: 1, inner, columns: rows };
      multiplySmall(heap, { a: b, b: a, output }, batch, row, false, !transposeA);
      return output;
    }
    if (!isSingle && (rows === 1 || rows * inner * columns <= smallProduct)) {
      const output = heap.output([...outer, rows, columns]);
      multiplySmall(heap, { a, b, output }, batch, product, transposeA, transposeB);
      return output;
    }
    if (isSingle)
      return withTransposed(heap, transpose, a, transposeA, (left) =>
        withTransposed(heap, transpose, b, transposeB, (right) =>
          heap.run(original, { a: left, b: right }, { transposeA: false, transposeB: false }),
        ),
      );
    return withTransposed(heap, transpose, a, transposeA, (left) =>
      withTransposed(heap, transpose, b, transposeB, (right) => {
        const output = heap.output([...outer, rows, columns]);
        for (let index = 0; index < batch; index++) {
          const part = heap.withSlice(left, index * rows * inner, [rows, inner], (leftPart) =>
            heap.withSlice(right, index * inner * columns, [inner, columns], (rightPart) =>
              heap.run(original, { a: leftPart, b: rightPart }, { transposeA: false, transposeB: false }),
            ),
          );
          heap.bytes(output).set(heap.bytes(part), index * rows * columns * 4);
          heap.dispose(part);
        }
        return output;
      }),
    );
  });
}

interface Product {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

function shapeOfProduct(a: TensorInfo, b: TensorInfo, transposeA: boolean, transposeB: boolean): Product {
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const inner = transposeA ? aRows : aColumns;
  util.assert(
    inner === (transposeB ? bColumns : bRows),
    () => `matMul: [${a.shape.join(', ')}] and [${b.shape.join(', ')}] do not fit.`,
  );
  return { rows: transposeA ? aColumns : aRows, inner, columns: transposeB ? bRows : bColumns };
}

/** Hands `use` the matrices transposed, if asked for; frees the transposed copy. */
function withTransposed(
  heap: WasmHeap,
  transpose: KernelFunc,
  x: TensorInfo,
  needed: boolean,
  use: (x: TensorInfo) => TensorInfo,
): TensorInfo {
  if (!needed) return use(x);
  const rank = x.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  const transposed = heap.run(transpose, { x }, { perm });
  try {
    return use(transposed);
  } finally {
    heap.dispose(transposed);
  }
}

function multiplySmall(
  heap: WasmHeap,
  tensors: { readonly a: TensorInfo; readonly b: TensorInfo; readonly output: TensorInfo },
  batch: number,
  { rows, inner, columns }: Product,
  transposeA: boolean,
  transposeB: boolean,
): void {
  const a = heap.floats(tensors.a);
  const b = heap.floats(tensors.b);
  const output = heap.floats(tensors.output);
  const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1];
  for (let index = 0; index < batch; index++)
    for (let row = 0; row < rows; row++) {
      const aStart = index * rows * inner + row * aRow;
      const bStart = index * inner * columns;
      const outStart = (index * rows + row) * columns;
      if (transposeB)
        for (let column = 0; column < columns; column++) {
          const start = bStart + column * inner;
          let sum = 0;
          for (let k = 0; k < inner; k++) sum += a[aStart + k * aInner]! * b[start + k]!;
          output[outStart + column] = sum;
        }
      else {
        const out = output.subarray(outStart, outStart + columns).fill(0);
        let k = 0;
        // Four rows of b at a time: a quarter of the reads and writes of `out`.
        for (; k + 3 < inner; k += 4) {
          const factor0 = a[aStart + k * aInner]!;
          const factor1 = a[aStart + (k + 1) * aInner]!;
          const factor2 = a[aStart + (k + 2) * aInner]!;
          const factor3 = a[aStart + (k + 3) * aInner]!;
          const row0 = bStart + k * columns;
          const row1 = row0 + columns;
          const row2 = row1 + columns;
          const row3 = row2 + columns;
          for (let column = 0; column < columns; column++)
            out[column]! +=
              factor0 * b[row0 + column]! +
              factor1 * b[row1 + column]! +
              factor2 * b[row2 + column]! +
              factor3 * b[row3 + column]!;
        }
        for (; k < inner; k++) {
          const factor = a[aStart + k * aInner]!;
          const row0 = bStart + k * columns;
          for (let column = 0; column < columns; column++) out[column]! += factor * b[row0 + column]!;
        }
      }
    }
}
