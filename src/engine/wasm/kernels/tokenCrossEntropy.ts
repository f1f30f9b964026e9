import type { TensorInfo } from '@tensorflow/tfjs-core';
import {
  tokenCrossEntropyGradientKernel,
  tokenCrossEntropyKernel,
} from '../../../core/ops/tokenCrossEntropy';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** Softmax cross-entropy, and its gradient in one pass. */
export function registerTokenCrossEntropy(): void {
  addKernel(tokenCrossEntropyKernel, tokenCrossEntropy);
  addKernel(tokenCrossEntropyGradientKernel, gradient);
}

function tokenCrossEntropy({ inputs, heap }: KernelCall): TensorInfo[] {
  const [rows, vocabulary] = inputs['logits']!.shape as [number, number];
  const losses = heap.output([rows]);
  const probabilities = heap.output([rows, vocabulary]);
  const bad = kernels().tokenCrossEntropy(
    rows,
    vocabulary,
    ...heap.addresses(inputs, ['logits', 'labels']),
    heap.address(losses),
    heap.address(probabilities),
  );
  if (bad >= 0) {
    const label = heap.ints(inputs['labels']!)[bad]!;
    heap.dispose(losses);
    heap.dispose(probabilities);
    throw new RangeError(`Cross-entropy: label ${label} is not in [0, ${vocabulary - 1}].`);
  }
  return [losses, probabilities];
}

function gradient({ inputs, heap }: KernelCall): TensorInfo {
  const [rows, vocabulary] = inputs['probabilities']!.shape as [number, number];
  const dLogits = heap.output([rows, vocabulary]);
  kernels().tokenCrossEntropyGradient(
    rows,
    vocabulary,
    ...heap.addresses(inputs, ['dy', 'labels', 'probabilities']),
    heap.address(dLogits),
  );
  return dLogits;
}
