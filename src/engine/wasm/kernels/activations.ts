import { Sigmoid, Tanh, util } from '@tensorflow/tfjs-core';
import { kernels, replaceKernel } from '../wasmKernel';

/** tanh and σ: the original tanh calls the C library for every element. */
export function registerActivations(): void {
  for (const [kernelName, name] of [
    [Sigmoid, 'sigmoid'],
    [Tanh, 'tanh'],
  ] as const)
    replaceKernel(kernelName, () => ({ inputs, heap }) => {
      const x = inputs['x']!;
      if (x.dtype !== 'float32') return undefined;
      const output = heap.output(x.shape);
      kernels()[name](util.sizeFromShape(x.shape), heap.address(x), heap.address(output));
      return output;
    });
}
