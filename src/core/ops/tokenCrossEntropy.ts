import {
  cast,
  exp,
  expandDims,
  logSoftmax,
  mul,
  neg,
  oneHot,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { withGradient } from './withGradient';

/**
 * Negative log likelihood of each label under softmax(logits), in nats: `[positions]`.
 * @param logits `[positions, vocabulary]`
 * @param labels int32 `[positions]`
 */
export function tokenCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  return withGradient<Tensor2D, Tensor1D>(
    logits,
    (x) => {
      const logProbabilities = logSoftmax(x);
      const target = cast(oneHot(labels, logits.shape[1]), 'float32');
      return {
        value: neg(sum<Tensor1D>(mul(logProbabilities, target), 1)),
        saved: [logProbabilities, target],
      };
    },
    // ∂/∂logits = softmax(logits) − one-hot(label)
    (dy, [logProbabilities, target]) => mul(sub(exp(logProbabilities!), target!), expandDims(dy, 1)),
  );
}
