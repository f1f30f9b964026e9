import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import { adamUpdateKernel } from '../../../core/ops/adamUpdate';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** One update of a parameter and its slots in one pass. */
export function registerAdamUpdate(): void {
  addKernel(adamUpdateKernel, adamUpdate);
}

function adamUpdate({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const names = ['parameter', 'm', 'v'];
  const outputs = names.map((name) => heap.output(inputs[name]!.shape));
  if (heap.bytes(inputs['applied']!)[0] === 0) {
    outputs.forEach((output, index) => heap.copy(inputs[names[index]!]!, output));
    return outputs;
  }
  const scalar = (name: string) => heap.floats(inputs[name]!)[0]!;
  const beta1 = Number(attrs['beta1']);
  const beta2 = Number(attrs['beta2']);
  kernels().adamUpdate(
    util.sizeFromShape(inputs['parameter']!.shape),
    ...heap.addresses(inputs, ['parameter', 'gradient', 'm', 'v']),
    ...outputs.map((output) => heap.address(output)),
    scalar('scale'),
    scalar('learningRate') / scalar('correctionM'),
    scalar('correctionV'),
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    Number(attrs['epsilon']),
  );
  return outputs;
}
