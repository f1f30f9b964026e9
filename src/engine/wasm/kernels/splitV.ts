import { SplitV } from '@tensorflow/tfjs-core';
import { replaceKernel } from '../wasmKernel';

/** Splits a matrix into equal blocks of columns: the gates of a cell. */
export function registerSplitV(): void {
  replaceKernel(SplitV, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const parts = attrs['numOrSizeSplits'];
    const [rows, columns] = x.shape;
    if (x.shape.length !== 2 || attrs['axis'] !== 1 || x.dtype !== 'float32') return undefined;
    if (typeof parts !== 'number' || rows === undefined || columns === undefined) return undefined;
    const width = columns / parts;
    const outputs = Array.from({ length: parts }, () => heap.output([rows, width]));
    const from = heap.floats(x);
    outputs.forEach((output, part) => {
      const to = heap.floats(output);
      let target = 0;
      for (let row = 0; row < rows; row++) {
        const start = row * columns + part * width;
        for (let source = start; source < start + width; source++) to[target++] = from[source]!;
      }
    });
    return outputs;
  });
}
