import type { TensorInfo } from '@tensorflow/tfjs-core';
import { additiveScoresGradientKernel, additiveScoresKernel } from '../../../core/ops/additiveScores';
import { maskedSoftmaxGradientKernel, maskedSoftmaxKernel } from '../../../core/ops/maskedSoftmax';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** Weights of attention and additive scores, with their gradients. */
export function registerAttention(): void {
  addKernel(maskedSoftmaxKernel, maskedSoftmax);
  addKernel(maskedSoftmaxGradientKernel, maskedSoftmaxGradient);
  addKernel(additiveScoresKernel, additiveScores);
  addKernel(additiveScoresGradientKernel, additiveScoresGradient);
}

function maskedSoftmax({ inputs, heap }: KernelCall): TensorInfo[] {
  const shape = inputs['scores']!.shape as [number, number, number];
  const weights = heap.output(shape);
  kernels().maskedSoftmax(...shape, ...heap.addresses(inputs, ['scores', 'mask']), heap.address(weights));
  return [weights];
}

function maskedSoftmaxGradient({ inputs, heap }: KernelCall): TensorInfo[] {
  const [batch, steps, sourceTime] = inputs['weights']!.shape as [number, number, number];
  const dScores = heap.output([batch, steps, sourceTime]);
  kernels().softmaxGradient(
    batch * steps,
    sourceTime,
    ...heap.addresses(inputs, ['dy', 'weights']),
    heap.address(dScores),
  );
  return [dScores];
}

function additiveScores({ inputs, heap }: KernelCall): TensorInfo[] {
  const sizes = sizesOf(inputs);
  const scores = heap.output(sizes.slice(0, 3));
  kernels().additiveScores(
    ...sizes,
    ...heap.addresses(inputs, ['queries', 'keys', 'vector']),
    heap.address(scores),
  );
  return [scores];
}

function additiveScoresGradient({ inputs, heap }: KernelCall): TensorInfo[] {
  const outputs = ['queries', 'keys', 'vector'].map((name) => heap.output(inputs[name]!.shape));
  kernels().additiveScoresGradient(
    ...sizesOf(inputs),
    ...heap.addresses(inputs, ['dy', 'queries', 'keys', 'vector']),
    ...outputs.map((output) => heap.address(output)),
  );
  return outputs;
}

/** Batch, steps, source time, size. */
function sizesOf(inputs: KernelCall['inputs']): number[] {
  const [batch, steps, size] = inputs['queries']!.shape as [number, number, number];
  return [batch, steps, inputs['keys']!.shape[1]!, size];
}
