import { BatchMatMul, broadcast_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { kernels, replaceKernel } from '../wasmKernel';

/**
 * Matrix products by our own blocked kernel: any transpose, any batch. The original has a fast kernel only for one product
 * without transposes.
 */
export function registerBatchMatMul(): void {
  replaceKernel(BatchMatMul, () => ({ inputs, attrs, heap }) => {
    const a = inputs['a']!;
    const b = inputs['b']!;
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    const left = new Operand(a, attrs['transposeA'] === true);
    const right = new Operand(b, attrs['transposeB'] === true);
    util.assert(
      left.columns === right.rows,
      () => `matMul: [${a.shape.join(', ')}] and [${b.shape.join(', ')}] do not fit.`,
    );
    const outer = broadcast_util.assertAndGetBroadcastShape(left.outer, right.outer);
    const output = heap.output([...outer, left.rows, right.columns]);
    multiply(outer, [left, heap.address(a)], [right, heap.address(b)], heap.address(output));
    return output;
  });
}

/** Matrices that lie one after the other, maybe to be read as transposed. Strides are in elements. */
class Operand {
  readonly outer: number[];
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;

  constructor({ shape }: TensorInfo, transposed: boolean) {
    this.outer = shape.slice(0, -2);
    const [rows, columns] = shape.slice(-2) as [number, number];
    [this.rows, this.columns] = transposed ? [columns, rows] : [rows, columns];
    [this.rowStride, this.columnStride] = transposed ? [1, columns] : [columns, 1];
  }

  get matrices(): number {
    return util.sizeFromShape(this.outer);
  }

  /** Elements of one matrix. */
  get size(): number {
    return this.rows * this.columns;
  }
}

type Placed = readonly [operand: Operand, address: number];

function multiply(outer: readonly number[], left: Placed, right: Placed, output: number): void {
  const batch = util.sizeFromShape([...outer]);
  const [a] = left;
  const [b] = right;
  // Rows that lie one after the other, times one matrix: a single product.
  if (b.matrices === 1 && a.matrices === batch && a.columnStride === 1)
    multiplyBatch(1, left, right, output, batch * a.rows);
  else if ([a.matrices, b.matrices].every((count) => count === 1 || count === batch))
    multiplyBatch(batch, left, right, output);
  else {
    const inner = outer[0]!;
    // The first axis apart; the others broadcast within.
    for (let index = 0; index < inner; index++)
      multiply(
        outer.slice(1),
        part(left, outer, index),
        part(right, outer, index),
        output + 4 * index * (batch / inner) * a.rows * b.columns,
      );
  }
}

/** What one index of the first axis of `outer` sees of an operand. */
function part([operand, address]: Placed, outer: readonly number[], index: number): Placed {
  if (operand.outer.length < outer.length) return [operand, address];
  const inner = Object.assign(Object.create(Operand.prototype) as Operand, operand, {
    outer: operand.outer.slice(1),
  });
  return [inner, operand.outer[0] === 1 ? address : address + 4 * index * inner.matrices * operand.size];
}

function multiplyBatch(
  batch: number,
  left: Placed,
  right: Placed,
  output: number,
  rows = left[0].rows,
): void {
  const [a, aAddress] = left;
  const [b, bAddress] = right;
  // A column on the right, as a row on the left: (a·b)ᵀ = bᵀ·aᵀ, whose values lie in memory alike.
  if (b.columns === 1)
    kernels().batchProduct(
      batch,
      1,
      rows,
      a.columns,
      ...[bAddress, b.columnStride, b.rowStride, b.matrices === 1 ? 0 : b.size],
      ...[aAddress, a.columnStride, a.rowStride, a.matrices === 1 ? 0 : a.size],
      ...[output, rows, rows],
    );
  else
    kernels().batchProduct(
      batch,
      rows,
      b.columns,
      a.columns,
      ...[aAddress, a.rowStride, a.columnStride, a.matrices === 1 ? 0 : a.size],
      ...[bAddress, b.rowStride, b.columnStride, b.matrices === 1 ? 0 : b.size],
      ...[output, b.columns, rows * b.columns],
    );
}
