import { add, mul, sub, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * The next state where there is a token, the previous one where there is padding: `[batch, units]`.
 * @param mask float32 `[batch, 1]`
 */
export function carryState(mask: Tensor2D, next: Tensor2D, previous: Tensor2D): Tensor2D {
  return add(mul(mask, next), mul(sub(1, mask), previous));
}
