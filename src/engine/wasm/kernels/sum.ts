import { Sum, util } from '@tensorflow/tfjs-core';
import { replaceKernel } from '../wasmKernel';

/** Sums over the first axes row by row; the original transposes first. */
export function registerSum(): void {
  replaceKernel(Sum, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const rank = x.shape.length;
    const axes = util.parseAxisParam(attrs['axis'] as number[], x.shape);
    const isLeading = axes.every((axis, index) => axis === index);
    if (x.dtype !== 'float32' || axes.length === rank || axes.length === 0 || !isLeading) return undefined;
    const kept = x.shape.slice(axes.length);
    const output = heap.output(attrs['keepDims'] === true ? [...axes.map(() => 1), ...kept] : kept);
    const from = heap.floats(x);
    const to = heap.floats(output);
    const width = to.length;
    to.fill(0);
    for (let start = 0; start < from.length; start += width)
      for (let column = 0; column < width; column++) to[column]! += from[start + column]!;
    return output;
  });
}
