import type { TensorInfo } from '@tensorflow/tfjs-core';
import { gruSequenceGradientKernel, gruSequenceKernel } from '../../../core/ops/gruSequence';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** A whole GRU layer over time in one call, and its gradient in another. */
export function registerGruSequence(): void {
  addKernel(gruSequenceKernel, gruSequence);
  addKernel(gruSequenceGradientKernel, gruSequenceGradient);
}

function gruSequence({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const [time, batch, width] = inputs['projected']!.shape as [number, number, number];
  const units = width / 3;
  const states = [time, batch, units];
  const outputs = [states, [time, batch, width], states].map((shape) => heap.output(shape));
  heap.withScratch(kernels().gruScratch(1, batch, units), (scratch) =>
    kernels().gruSequence(
      time,
      batch,
      units,
      Number(attrs['backward']),
      ...heap.addresses(inputs, ['projected', 'recurrentKernel', 'recurrentBias', 'h', 'mask']),
      ...outputs.map((output) => heap.address(output)),
      scratch,
    ),
  );
  return outputs;
}

function gruSequenceGradient({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const [time, batch, width] = inputs['gates']!.shape as [number, number, number];
  const units = width / 3;
  const outputs = [[time, batch, width], [units, width], [width], [batch, units]].map((shape) =>
    heap.output(shape),
  );
  heap.withScratch(kernels().gruScratch(time, batch, units), (scratch) =>
    kernels().gruSequenceGradient(
      time,
      batch,
      units,
      Number(attrs['backward']),
      ...heap.addresses(inputs, [
        'dOutputs',
        'recurrentKernel',
        'h',
        'outputs',
        'gates',
        'recurrentN',
        'mask',
      ]),
      ...outputs.map((output) => heap.address(output)),
      scratch,
    ),
  );
  return outputs;
}
