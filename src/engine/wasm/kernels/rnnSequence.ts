import type { TensorInfo } from '@tensorflow/tfjs-core';
import { rnnSequenceGradientKernel, rnnSequenceKernel } from '../../../core/ops/rnnSequence';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** A whole layer of plain recurrent cells over time in one call, and its gradient in another. */
export function registerRnnSequence(): void {
  addKernel(rnnSequenceKernel, rnnSequence);
  addKernel(rnnSequenceGradientKernel, rnnSequenceGradient);
}

function rnnSequence({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const [time, batch, units] = inputs['projected']!.shape as [number, number, number];
  const outputs = heap.output([time, batch, units]);
  heap.withScratch(kernels().rnnScratch(units), (scratch) =>
    kernels().rnnSequence(
      time,
      batch,
      units,
      Number(attrs['backward']),
      ...heap.addresses(inputs, ['projected', 'recurrentKernel', 'h', 'mask']),
      heap.address(outputs),
      scratch,
    ),
  );
  return [outputs];
}

function rnnSequenceGradient({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const [time, batch, units] = inputs['outputs']!.shape as [number, number, number];
  const outputs = [
    [time, batch, units],
    [units, units],
    [batch, units],
  ].map((shape) => heap.output(shape));
  heap.withScratch(kernels().rnnScratch(units), (scratch) =>
    kernels().rnnSequenceGradient(
      time,
      batch,
      units,
      Number(attrs['backward']),
      ...heap.addresses(inputs, ['dOutputs', 'recurrentKernel', 'h', 'outputs', 'mask']),
      ...outputs.map((output) => heap.address(output)),
      scratch,
    ),
  );
  return outputs;
}
