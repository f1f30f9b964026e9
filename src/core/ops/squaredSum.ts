import { engine, square, sum, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';

/** Fused kernel that a backend may have: `{x}` → `[Σx²]`, a scalar. */
export const squaredSumKernel = 'SquaredSum';

/** Σx² over all elements; not differentiable where it is one kernel. */
export function squaredSum(x: Tensor): Scalar {
  if (!hasKernel(squaredSumKernel)) return composeSquaredSum(x);
  const [result] = engine().runKernel<[Scalar]>(squaredSumKernel, { x });
  return result;
}

/** The reference, of tfjs's own ops. */
export function composeSquaredSum(x: Tensor): Scalar {
  return sum(square(x));
}
