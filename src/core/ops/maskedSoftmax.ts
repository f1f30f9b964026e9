import { add, mul, softmax, sub, sum, type Tensor3D } from '@tensorflow/tfjs-core';
import { withGradient } from './withGradient';

/** Fused kernel that a backend may have: `{scores [batch, steps, sourceTime], mask [batch, 1, sourceTime]}` → `[weights]`. */
export const maskedSoftmaxKernel = 'MaskedSoftmax';
/** Its gradient: `{dy, weights}` → `[dScores]`. */
export const maskedSoftmaxGradientKernel = 'MaskedSoftmaxGradient';

/** Far below any score, and still finite, so that a row without a single token gives no NaN. */
const farBelow = 1e9;

/**
 * Softmax over the last axis, where only positions with mask 1 take part: weights are 0 elsewhere, and all 0 in a row
 * without any token.
 * @param scores `[batch, steps, sourceTime]`
 * @param mask `[batch, 1, sourceTime]`, 1 at tokens, 0 at padding
 */
export function maskedSoftmax(scores: Tensor3D, mask: Tensor3D): Tensor3D {
  return withGradient<Tensor3D, Tensor3D>(
    scores,
    (x) => {
      const weights: Tensor3D = mul(softmax(add(x, mul(sub(mask, 1), farBelow))), mask);
      return { value: weights, saved: [weights] };
    },
    // w ∘ (dy − Σ w dy): 0 where w is. Subtracted before it is multiplied, since the two are often nearly equal.
    (dy, [weights]) => mul(weights!, sub(dy, sum(mul(weights!, dy), -1, true))),
  );
}
