import { Sigmoid, Tanh } from '@tensorflow/tfjs-core';
import { existingKernel, replaceKernel } from '../wasmKernel';
import { tanhFromSigmoid } from './sigmoidTanh';

/** tanh by XNNPACK's vectorised sigmoid: the original calls the C library for every element. */
export function registerTanh(): void {
  const sigmoid = existingKernel(Sigmoid).kernelFunc;
  replaceKernel(Tanh, () => ({ inputs, heap }) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return undefined;
    const doubled = heap.output(x.shape);
    const twice = heap.floats(doubled);
    const values = heap.floats(x);
    for (let i = 0; i < twice.length; i++) twice[i] = 2 * values[i]!;
    const output = heap.run(sigmoid, { x: doubled });
    heap.dispose(doubled);
    const from = heap.floats(x);
    const to = heap.floats(output);
    for (let i = 0; i < to.length; i++) to[i] = tanhFromSigmoid(from[i]!, to[i]!);
    return output;
  });
}
