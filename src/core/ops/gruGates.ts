import { add, mul, sigmoid, split, sub, tanh, type Tensor2D } from '@tensorflow/tfjs-core';
import { carryState } from './carryState';

export interface GruGatesInput {
  /** Input projection with bias, `[batch, 3·units]`, gates in the order r, z, n. */
  readonly projected: Tensor2D;
  /** Recurrent projection with bias, `[batch, 3·units]`. */
  readonly recurrent: Tensor2D;
  /** `[batch, units]` */
  readonly h: Tensor2D;
  /** float32 `[batch, 1]`; rows with 0 keep their state. */
  readonly mask: Tensor2D | undefined;
}

/**
 * The elementwise part of a GRU step, reset gate after the recurrent matmul:
 * n = tanh(xₙ + σ(r) ∘ hₙ), h' = n + σ(z) ∘ (h − n).
 */
export function gruGates({ projected, recurrent, h, mask }: GruGatesInput): Tensor2D {
  const [xr, xz, xn] = split(projected, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
  const [hr, hz, hn] = split(recurrent, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
  const r = sigmoid(add(xr, hr));
  const z = sigmoid(add(xz, hz));
  const n = tanh(add(xn, mul(r, hn)));
  const next: Tensor2D = add(n, mul(z, sub(h, n)));
  return mask === undefined ? next : carryState(mask, next, h);
}
