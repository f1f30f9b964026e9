import { add, mul, sigmoid, split, tanh, type Tensor2D } from '@tensorflow/tfjs-core';
import { carryState } from './carryState';

export interface LstmGatesInput {
  /** Input projection with bias, `[batch, 4·units]`, gates in the order i, f, g, o. */
  readonly projected: Tensor2D;
  /** Recurrent projection, `[batch, 4·units]`. */
  readonly recurrent: Tensor2D;
  /** `[batch, units]` */
  readonly h: Tensor2D;
  /** `[batch, units]` */
  readonly c: Tensor2D;
  /** float32 `[batch, 1]`; rows with 0 keep their state. */
  readonly mask: Tensor2D | undefined;
}

/**
 * The elementwise part of an LSTM step:
 * c' = σ(f) ∘ c + σ(i) ∘ tanh(g), h' = σ(o) ∘ tanh(c').
 */
export function lstmGates({ projected, recurrent, h, c, mask }: LstmGatesInput): {
  h: Tensor2D;
  c: Tensor2D;
} {
  const [i, f, g, o] = split(add(projected, recurrent), 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
  const nextC: Tensor2D = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
  const nextH: Tensor2D = mul(sigmoid(o), tanh(nextC));
  if (mask === undefined) return { h: nextH, c: nextC };
  return { h: carryState(mask, nextH, h), c: carryState(mask, nextC, c) };
}
