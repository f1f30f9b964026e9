import { Unpack, util } from '@tensorflow/tfjs-core';
import { replaceKernel } from '../wasmKernel';

/** Unstacks along the first axis by one contiguous copy for each part; the original copies element by element. */
export function registerUnpack(): void {
  replaceKernel(Unpack, () => ({ inputs, attrs, heap }) => {
    const value = inputs['value']!;
    const given = attrs['axis'] as number;
    const axis = given < 0 ? given + value.shape.length : given;
    // Axes of size 1 before the axis make it the first one as well.
    if (value.shape.slice(0, axis).some((size) => size !== 1)) return undefined;
    const shape = [...value.shape.slice(0, axis), ...value.shape.slice(axis + 1)];
    const length = util.sizeFromShape(shape) * util.bytesPerElement(value.dtype);
    return Array.from({ length: value.shape[axis] ?? 0 }, (_, index) => {
      const part = heap.output(shape, value.dtype);
      heap.bytes(part).set(heap.bytes(value).subarray(index * length, (index + 1) * length));
      return part;
    });
  });
}
