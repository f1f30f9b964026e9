import {
  cast,
  engine,
  exp,
  expandDims,
  logSoftmax,
  mul,
  neg,
  oneHot,
  registerGradient,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { withGradient } from './withGradient';

/** Fused kernel that a backend may have: `{logits, labels}` → `[losses, probabilities]`. */
export const tokenCrossEntropyKernel = 'TokenCrossEntropy';
/** Its gradient: `{dy, labels, probabilities}` → gradient of the logits. */
export const tokenCrossEntropyGradientKernel = 'TokenCrossEntropyGradient';

/**
 * Negative log likelihood of each label under softmax(logits), in nats: `[positions]`.
 * @param logits `[positions, vocabulary]`
 * @param labels int32 `[positions]`
 */
export function tokenCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  if (!hasKernel(tokenCrossEntropyKernel)) return composeTokenCrossEntropy(logits, labels);
  const [losses] = engine().runKernel<Tensor[]>(tokenCrossEntropyKernel, { logits, labels });
  return losses as Tensor1D;
}

registerGradient({
  kernelName: tokenCrossEntropyKernel,
  inputsToSave: ['labels'],
  outputsToSave: [false, true],
  gradFunc: (dys, saved) => {
    const [dy] = dys as Tensor[];
    const [labels, probabilities] = saved;
    return {
      logits: () =>
        engine().runKernel(tokenCrossEntropyGradientKernel, {
          dy: dy!,
          labels: labels!,
          probabilities: probabilities!,
        }),
    };
  },
});

/** The reference, of tfjs's own ops. */
export function composeTokenCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  return withGradient(
    [logits],
    () => {
      const logProbabilities = logSoftmax(logits);
      const target = cast(oneHot(labels, logits.shape[1]), 'float32');
      return {
        value: neg(sum<Tensor1D>(mul(logProbabilities, target), 1)),
        saved: { logProbabilities, target },
      };
    },
    // ∂/∂logits = softmax(logits) − one-hot(label)
    (dy, { logProbabilities, target }) => [mul(sub(exp(logProbabilities), target), expandDims(dy, 1))],
  );
}
