import { Sigmoid, Tanh } from '@tensorflow/tfjs-core';
import { existingKernel, replaceKernel } from '../wasmKernel';
import { tanhFromSigmoid } from './tanhFromSigmoid';

/** tanh by XNNPACK's vectorised sigmoid: the original calls the C library for every element. */
export function registerTanh(): void {
  const sigmoid = existingKernel(Sigmoid).kernelFunc;
  replaceKernel(Tanh, () => ({ inputs, heap }) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return undefined;
    const doubled = heap.output(x.shape);
    const argument = heap.floats(doubled);
    const values = heap.floats(x);
    for (let i = 0; i < argument.length; i++) argument[i] = -2 * Math.abs(values[i]!);
    const output = heap.run(sigmoid, { x: doubled });
    heap.dispose(doubled);
    const from = heap.floats(x);
    const to = heap.floats(output);
    for (let i = 0; i < to.length; i++) to[i] = tanhFromSigmoid(from[i]!, to[i]!);
    return output;
  });
}
