import type { TensorInfo } from '@tensorflow/tfjs-core';
import { lstmSequenceGradientKernel, lstmSequenceKernel } from '../../../core/ops/lstmSequence';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** A whole LSTM layer over time in one call, and its gradient in another. */
export function registerLstmSequence(): void {
  addKernel(lstmSequenceKernel, lstmSequence);
  addKernel(lstmSequenceGradientKernel, lstmSequenceGradient);
}

function lstmSequence({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const [time, batch, width] = inputs['projected']!.shape as [number, number, number];
  const units = width / 4;
  const states = [time, batch, units];
  const outputs = [states, [batch, units], [time, batch, width], states, states].map((shape) =>
    heap.output(shape),
  );
  heap.withScratch(kernels().lstmScratch(units), (scratch) =>
    kernels().lstmSequence(
      time,
      batch,
      units,
      Number(attrs['backward']),
      ...heap.addresses(inputs, ['projected', 'recurrentKernel', 'h', 'c', 'mask']),
      ...outputs.map((output) => heap.address(output)),
      scratch,
    ),
  );
  return outputs;
}

const gradientInputs = [
  'dOutputs',
  'dLastC',
  'recurrentKernel',
  'h',
  'c',
  'outputs',
  'gates',
  'cells',
  'tanhCells',
  'mask',
];

function lstmSequenceGradient({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const [time, batch, width] = inputs['gates']!.shape as [number, number, number];
  const units = width / 4;
  const state = [batch, units];
  const outputs = [[time, batch, width], [units, width], state, state].map((shape) => heap.output(shape));
  heap.withScratch(kernels().lstmScratch(units), (scratch) =>
    kernels().lstmSequenceGradient(
      time,
      batch,
      units,
      Number(attrs['backward']),
      ...heap.addresses(inputs, gradientInputs),
      ...outputs.map((output) => heap.address(output)),
      scratch,
    ),
  );
  return outputs;
}
