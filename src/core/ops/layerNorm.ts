import { add, mul, rsqrt, square, sub, sum, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { withGradient } from './withGradient';

/** Added to the variance: keeps a row of equal values finite. As PyTorch's `nn.LayerNorm`. */
const epsilon = 1e-5;

/**
 * Rows with mean 0 and variance 1, (x − μ)/√(σ² + 10⁻⁵): layer normalisation without its gain and bias (Ba, Kiros & Hinton
 * 2016, eq. 3).
 * @param x `[rows, width]`
 */
export function layerNorm(x: Tensor2D): Tensor2D {
  return withGradient<Tensor2D, Record<'normalized' | 'scale', Tensor>>(
    [x],
    () => {
      const centered = sub<Tensor2D>(x, rowMean(x));
      const scale = rsqrt(add(rowMean(square(centered)), epsilon));
      const normalized = mul<Tensor2D>(centered, scale);
      return { value: normalized, saved: { normalized, scale } };
    },
    (dy, { normalized, scale }) => {
      const centered = sub(dy, rowMean(dy));
      return [mul(scale, sub(centered, mul(normalized, rowMean(mul(dy, normalized)))))];
    },
  );
}

function rowMean(x: Tensor): Tensor {
  return mul(sum(x, 1, true), 1 / (x.shape[1] ?? 1));
}
