import {
  Add,
  backend_util,
  GreaterEqual,
  Less,
  Multiply,
  Sub,
  util,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { kernels, replaceKernel } from '../wasmKernel';

/** Numbers of the operations in kernels/elementwise.ts, by tfjs's name and the type of the operands. */
const operations: Readonly<Record<string, Readonly<Partial<Record<DataType, number>>>>> = {
  [Add]: { float32: 0 },
  [Sub]: { float32: 1 },
  [Multiply]: { float32: 2 },
  [Less]: { float32: 3, int32: 4 },
  [GreaterEqual]: { float32: 5, int32: 6 },
};

const comparisons: readonly string[] = [Less, GreaterEqual];

/** Operations on two tensors that broadcast: small ones cost the original more for setting up than for computing. */
export function registerElementwise(): void {
  for (const [kernelName, numbers] of Object.entries(operations))
    replaceKernel(kernelName, () => ({ inputs, heap }) => {
      const a = inputs['a']!;
      const b = inputs['b']!;
      const operation = numbers[a.dtype];
      if (operation === undefined || a.dtype !== b.dtype) return undefined;
      const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
      const axes = mergeAxes(a, b, shape);
      if (axes === undefined) return undefined;
      const output = heap.output(shape, comparisons.includes(kernelName) ? 'bool' : 'float32');
      if (util.sizeFromShape(shape) > 0)
        kernels().elementwise(
          operation,
          ...axes.map(({ size }) => size),
          heap.address(a),
          ...axes.map(({ steps: [step] }) => step),
          heap.address(b),
          ...axes.map(({ steps: [, step] }) => step),
          heap.address(output),
        );
      return output;
    });
}

interface Axis {
  readonly size: number;
  /** Elements from one index to the next, of `a` and of `b`; 0 where a tensor repeats. */
  readonly steps: readonly [number, number];
}

/**
 * The result's axes as three, the last innermost: axes along which the same tensors repeat become one.
 * @returns undefined when three are not enough
 */
function mergeAxes(a: TensorInfo, b: TensorInfo, shape: readonly number[]): Axis[] | undefined {
  const axes: { size: number; repeats: readonly [boolean, boolean] }[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const repeats = [a, b].map(
      (tensor) => (tensor.shape[axis - shape.length + tensor.shape.length] ?? 1) === 1,
    );
    const last = axes.at(-1);
    if (last?.repeats.every((repeated, index) => repeated === repeats[index])) last.size *= size;
    else axes.push({ size, repeats: repeats as [boolean, boolean] });
  });
  if (axes.length > 3) return undefined;
  const strides: [number, number] = [1, 1];
  const merged = axes
    .reverse()
    .map(({ size, repeats }): Axis => {
      const steps = strides.map((stride, index) => (repeats[index] ? 0 : stride)) as [number, number];
      repeats.forEach((repeated, index) => {
        if (!repeated) strides[index]! *= size;
      });
      return { size, steps };
    })
    .reverse();
  while (merged.length < 3) merged.unshift({ size: 1, steps: [0, 0] });
  return merged;
}
