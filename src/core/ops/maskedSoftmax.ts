import { add, engine, mul, softmax, sub, sum, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
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
  const fused = hasKernel(maskedSoftmaxKernel);
  return withGradient(
    [scores],
    () => {
      const weights = fused ? runMaskedSoftmax(scores, mask) : composeMaskedSoftmax(scores, mask);
      return { value: weights, saved: { weights } };
    },
    (dy, { weights }) => [fused ? runGradient(dy, weights) : composeGradient(dy, weights)],
  );
}

/** The reference, of tfjs's own ops. */
export function composeMaskedSoftmax(scores: Tensor3D, mask: Tensor3D): Tensor3D {
  return mul(softmax(add(scores, mul(sub(mask, 1), farBelow))), mask);
}

/** w ∘ (dy − Σ w dy): 0 where w is. Subtracted before it is multiplied, since the two are often nearly equal. */
function composeGradient(dy: Tensor, weights: Tensor): Tensor {
  return mul(weights, sub(dy, sum(mul(weights, dy), -1, true)));
}

function runMaskedSoftmax(scores: Tensor3D, mask: Tensor3D): Tensor3D {
  const [weights] = engine().runKernel<[Tensor3D]>(maskedSoftmaxKernel, { scores, mask });
  return weights;
}

function runGradient(dy: Tensor, weights: Tensor): Tensor {
  const [dScores] = engine().runKernel<[Tensor]>(maskedSoftmaxGradientKernel, { dy, weights });
  return dScores;
}
