import { Tile, util } from '@tensorflow/tfjs-core';
import { replaceKernel } from '../wasmKernel';

/** Repeats a single value by filling; the original computes an index for every element. */
export function registerTile(): void {
  replaceKernel(Tile, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    if (util.sizeFromShape(x.shape) !== 1) return undefined;
    const reps = attrs['reps'] as number[];
    const output = heap.output(
      x.shape.map((size, axis) => size * reps[axis]!),
      x.dtype,
    );
    if (x.dtype === 'float32') heap.floats(output).fill(heap.floats(x)[0]!);
    else if (x.dtype === 'int32') heap.ints(output).fill(heap.ints(x)[0]!);
    else heap.bytes(output).fill(heap.bytes(x)[0]!);
    return output;
  });
}
