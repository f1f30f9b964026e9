import type { TensorInfo } from '@tensorflow/tfjs-core';
import { topLogProbabilitiesKernel } from '../../../core/ops/topLogProbabilities';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** The most probable columns of each row, without writing down the others' probabilities. */
export function registerTopLogProbabilities(): void {
  addKernel(topLogProbabilitiesKernel, topLogProbabilities);
}

function topLogProbabilities({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const [rows, vocabulary] = inputs['logits']!.shape as [number, number];
  const k = attrs['k'] as number;
  if (!(k >= 1 && k <= vocabulary)) throw new RangeError(`There are no ${k} most probable of ${vocabulary}.`);
  const values = heap.output([rows, k]);
  const ids = heap.output([rows, k], 'int32');
  const [logits, valuesAt, idsAt] = [inputs['logits']!, values, ids].map((tensor) => heap.address(tensor));
  kernels().topLogProbabilities(rows, vocabulary, k, logits!, valuesAt!, idsAt!);
  return [values, ids];
}
