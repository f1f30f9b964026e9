import { engine, mul, softmax, sub, sum, type Tensor3D } from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { maskedSoftmaxGradientKernel } from './maskedSoftmax';
import { withGradient } from './withGradient';

/**
 * Softmax over the last axis of `[batch, steps, size]`, its gradient in one call where the backend has the kernel: tfjs's own
 * takes four.
 */
export function rowSoftmax(scores: Tensor3D): Tensor3D {
  return withGradient(
    [scores],
    () => {
      const weights: Tensor3D = softmax(scores);
      return { value: weights, saved: { weights } };
    },
    (dy, { weights }) => [gradient(dy, weights)],
  );
}

function gradient(dy: Tensor3D, weights: Tensor3D): Tensor3D {
  if (!hasKernel(maskedSoftmaxGradientKernel)) return mul(weights, sub(dy, sum(mul(weights, dy), 2, true)));
  const [dScores] = engine().runKernel<[Tensor3D]>(maskedSoftmaxGradientKernel, { dy, weights });
  return dScores;
}
