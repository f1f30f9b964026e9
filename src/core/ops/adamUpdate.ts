import { add, div, engine, mul, scalar, sqrt, square, sub, where, type Tensor } from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';

/**
 * Fused kernel that a backend may have, with the attributes `beta1`, `beta2` and `epsilon`: `{parameter, gradient, m, v}`
 * of one shape and the scalars `{scale, learningRate, correctionM, correctionV, applied (bool)}` → `[parameter', m', v']`.
 */
export const adamUpdateKernel = 'AdamUpdate';

export interface AdamUpdateInput {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** Moving averages of the gradient and of its square. */
  readonly m: Tensor;
  readonly v: Tensor;
  /** What the gradient is multiplied with before anything else, scalar; undefined for 1. */
  readonly scale: Tensor | undefined;
  /** α, scalar. */
  readonly learningRate: Tensor;
  /** 1 − β₁ᵗ, scalar. */
  readonly correctionM: Tensor;
  /** √(1 − β₂ᵗ), scalar. */
  readonly correctionV: Tensor;
  /** bool scalar: whether anything changes. */
  readonly applied: Tensor;
}

export interface AdamConstants {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export interface AdamState {
  readonly parameter: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
}

/**
 * An update of Adam (Kingma & Ba 2015, algorithm 1; ε is added to the corrected root, as in PyTorch) of the gradient
 * g = scale · gradient; not differentiable:
 *
 *     m' = β₁m + (1−β₁)g,  v' = β₂v + (1−β₂)g²
 *     parameter' = parameter − α/correctionM · m' / (√v'/correctionV + ε)
 *
 * All three keep every bit where it is not applied.
 */
export function adamUpdate(input: AdamUpdateInput, constants: AdamConstants): AdamState {
  if (!hasKernel(adamUpdateKernel)) return composeAdamUpdate(input, constants);
  const { scale = scalar(1), ...tensors } = input;
  const [parameter, m, v] = engine().runKernel<[Tensor, Tensor, Tensor]>(
    adamUpdateKernel,
    { ...tensors, scale },
    { ...constants },
  );
  return { parameter, m, v };
}

/** The reference, of tfjs's own ops. */
export function composeAdamUpdate(input: AdamUpdateInput, constants: AdamConstants): AdamState {
  const { parameter, m, v, scale, learningRate, correctionM, correctionV, applied } = input;
  const { beta1, beta2, epsilon } = constants;
  const gradient = scale === undefined ? input.gradient : mul(input.gradient, scale);
  const nextM = add(mul(m, beta1), mul(gradient, 1 - beta1));
  const nextV = add(mul(v, beta2), mul(square(gradient), 1 - beta2));
  // Both corrections on one scalar: correctionV/correctionM · m' / (√v' + ε·correctionV).
  const stepSize = mul(learningRate, div(correctionV, correctionM));
  const denominator = add(sqrt(nextV), mul(correctionV, epsilon));
  const next = sub(parameter, mul(stepSize, div(nextM, denominator)));
  return {
    parameter: where(applied, next, parameter),
    m: where(applied, nextM, m),
    v: where(applied, nextV, v),
  };
}
