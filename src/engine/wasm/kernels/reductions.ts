import { ArgMax, Sum, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { squaredSumKernel } from '../../../core/ops/squaredSum';
import { addKernel, kernels, replaceKernel } from '../wasmKernel';

/** Sums over the first or the last axes, for which the original transposes, and the place of the largest of a row. */
export function registerReductions(): void {
  addKernel(squaredSumKernel, ({ inputs, heap }): TensorInfo[] => {
    const x = inputs['x']!;
    const output = heap.output([]);
    kernels().squaredSum(util.sizeFromShape(x.shape), heap.address(x), heap.address(output));
    return [output];
  });
  replaceKernel(ArgMax, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const rank = x.shape.length;
    const length = x.shape.at(-1) ?? 0;
    const axes = util.parseAxisParam(attrs['axis'] as number[], x.shape);
    if (x.dtype !== 'float32' || axes.length !== 1 || axes[0] !== rank - 1 || length === 0) return undefined;
    const output = heap.output(x.shape.slice(0, -1), 'int32');
    kernels().argMax(util.sizeFromShape(output.shape), length, heap.address(x), heap.address(output));
    return output;
  });
  replaceKernel(Sum, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const rank = x.shape.length;
    const axes = util.parseAxisParam(attrs['axis'] as number[], x.shape);
    const isLeading = axes.every((axis, index) => axis === index);
    const isTrailing = axes.every((axis, index) => axis === rank - axes.length + index);
    if (x.dtype !== 'float32' || !(isLeading || isTrailing)) return undefined;
    const kept = x.shape.filter((_, axis) => !axes.includes(axis));
    const shape =
      attrs['keepDims'] === true ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : kept;
    const output = heap.output(shape);
    const outputs = util.sizeFromShape(kept);
    const summed = util.sizeFromShape(axes.map((axis) => x.shape[axis]!));
    if (isTrailing) kernels().sumColumns(outputs, summed, heap.address(x), heap.address(output));
    else kernels().sumRows(summed, outputs, heap.address(x), heap.address(output));
    return output;
  });
}
