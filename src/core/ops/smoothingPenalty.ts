import { cast, expandDims, mul, oneHot, sub, sum, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { withGradient } from './withGradient';

/**
 * What label smoothing adds to the cross-entropy of each position, in nats: `[positions]`. Smoothed, the label y has the
 * probability 1 − ε + ε/K and every other of the K tokens ε/K (Szegedy et al. 2016, section 7; ε uniform over the whole
 * vocabulary as in `torch.nn.CrossEntropyLoss(label_smoothing=ε)`). With logits z, that is ε · (z_y − mean(z)) more than
 * −log softmax(z)_y.
 * @param logits `[positions, vocabulary]`
 * @param labels int32 `[positions]`
 */
export function smoothingPenalty(logits: Tensor2D, labels: Tensor1D, smoothing: number): Tensor1D {
  const [, vocabulary] = logits.shape;
  return withGradient(
    [logits],
    () => {
      const weights = mul<Tensor2D>(
        sub(cast(oneHot(labels, vocabulary), 'float32'), 1 / vocabulary),
        smoothing,
      );
      return { value: sum<Tensor1D>(mul(logits, weights), 1), saved: { weights } };
    },
    (dy, { weights }) => [mul(weights, expandDims(dy, 1))],
  );
}
