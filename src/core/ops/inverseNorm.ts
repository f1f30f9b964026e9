import { add, mul, neg, rsqrt, square, sum, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';
import { withGradient } from './withGradient';

/** Added to the square of the norm: keeps vectors near zero finite, which are then similar to nothing. */
const epsilon = 1e-6;

/**
 * 1/√(|x|² + 10⁻⁶) of vectors: `[batch, rows, width]` → `[batch, rows, 1]`. What the cosine of two vectors is scaled with.
 */
export function inverseNorm(x: Tensor3D): Tensor3D {
  return withGradient<Tensor3D, Record<'vectors' | 'scale', Tensor>>(
    [x],
    () => {
      const scale: Tensor3D = rsqrt(add<Tensor3D>(sum<Tensor3D>(square(x), 2, true), epsilon));
      return { value: scale, saved: { vectors: x, scale } };
    },
    // ∂/∂x = −x/(|x|² + ε)^{3/2}
    (dy, { vectors, scale }) => [mul(vectors, neg(mul(dy, mul(scale, square(scale)))))],
  );
}
