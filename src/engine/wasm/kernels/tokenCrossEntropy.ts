import { Softmax, type TensorInfo } from '@tensorflow/tfjs-core';
import {
  tokenCrossEntropyGradientKernel,
  tokenCrossEntropyKernel,
} from '../../../core/ops/tokenCrossEntropy';
import { addKernel, existingKernel, type KernelCall } from '../wasmKernel';

/** Softmax cross-entropy by XNNPACK's softmax and one more look at each row. */
export function registerTokenCrossEntropy(): void {
  const softmax = existingKernel(Softmax).kernelFunc;
  addKernel(tokenCrossEntropyKernel, ({ inputs, heap }) => {
    const logits = inputs['logits']!;
    const [rows, vocabulary] = logits.shape as [number, number];
    const probabilities = heap.run(softmax, { logits }, { dim: 1 });
    const losses = heap.output([rows]);
    const x = heap.floats(logits);
    const p = heap.floats(probabilities);
    const labels = heap.ints(inputs['labels']!);
    const loss = heap.floats(losses);
    for (let row = 0; row < rows; row++) {
      const label = labels[row]!;
      if (label < 0 || label >= vocabulary)
        throw new RangeError(`Cross-entropy: label ${label} is not in [0, ${vocabulary - 1}].`);
      const start = row * vocabulary;
      let best = start;
      for (let i = start + 1; i < start + vocabulary; i++) if (x[i]! > x[best]!) best = i;
      // log p[label] relative to the likeliest token, whose probability never underflows.
      loss[row] = x[best]! - x[start + label]! - Math.log(p[best]!);
    }
    return [losses, probabilities];
  });
  addKernel(tokenCrossEntropyGradientKernel, gradient);
}

function gradient({ inputs, heap }: KernelCall): TensorInfo {
  const probabilities = inputs['probabilities']!;
  const [rows, vocabulary] = probabilities.shape as [number, number];
  const output = heap.output([rows, vocabulary]);
  const dy = heap.floats(inputs['dy']!);
  const labels = heap.ints(inputs['labels']!);
  const p = heap.floats(probabilities);
  const out = heap.floats(output);
  for (let row = 0; row < rows; row++) {
    const start = row * vocabulary;
    const factor = dy[row]!;
    // Padding: nothing to compute.
    if (factor === 0) {
      out.fill(0, start, start + vocabulary);
      continue;
    }
    for (let i = start; i < start + vocabulary; i++) out[i] = p[i]! * factor;
    out[start + labels[row]!]! -= factor;
  }
  return output;
}
