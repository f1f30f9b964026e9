import {
  add,
  concat,
  engine,
  mul,
  registerGradient,
  sigmoid,
  split,
  sub,
  tanh,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { sigmoidSlope, tanhSlope } from './slopes';
import { withGradient } from './withGradient';

export interface GruGatesInput {
  /** Input projection with bias, `[batch, 3·units]`, gates in the order r, z, n. */
  readonly projected: Tensor2D;
  /** Recurrent projection with bias, `[batch, 3·units]`. */
  readonly recurrent: Tensor2D;
  /** `[batch, units]` */
  readonly h: Tensor2D;
}

/** Fused kernel that a backend may have: `{projected, recurrent, h}` → `[h', gates]`, where gates are σ(r), σ(z) and n. */
export const gruGatesKernel = 'GruGates';
/** Its gradient: `{dh, recurrent, h, gates}` → `[dProjected, dRecurrent, dh]`. */
export const gruGatesGradientKernel = 'GruGatesGradient';

/**
 * The elementwise part of a GRU step, reset gate after the recurrent matmul:
 * n = tanh(xₙ + σ(r) ∘ hₙ), h' = n + σ(z) ∘ (h − n).
 */
export function gruGates(input: GruGatesInput): Tensor2D {
  return hasKernel(gruGatesKernel) ? runGruGates(input) : composeGruGates(input);
}

/** The reference, of tfjs's own ops, with the gradient written out. */
export function composeGruGates({ projected, recurrent, h }: GruGatesInput): Tensor2D {
  return withGradient<Tensor2D, GruStep>(
    [projected, recurrent, h],
    () => {
      const { next, step } = gruStep(projected, recurrent, h);
      return { value: next as Tensor2D, saved: step };
    },
    (dNext, step) => {
      const { dProjected, dRecurrent, dh } = gruStepGradient(dNext, step);
      return [dProjected, dRecurrent, dh];
    },
  );
}

/** What a step leaves for its gradient: the state before it, the gates, and the n columns of the recurrent projection. */
export type GruStep = Record<'h' | 'r' | 'z' | 'n' | 'recurrentN', Tensor>;

/** One step of tfjs's own ops, of tensors as in `GruGatesInput`. */
export function gruStep(projected: Tensor, recurrent: Tensor, h: Tensor): { next: Tensor; step: GruStep } {
  const units = h.shape[1] ?? 0;
  // r and z are one sigmoid.
  const [xGates, xN] = split(projected, [2 * units, units], 1) as [Tensor, Tensor];
  const [recurrentGates, recurrentN] = split(recurrent, [2 * units, units], 1) as [Tensor, Tensor];
  const [r, z] = split(sigmoid(add(xGates, recurrentGates)), 2, 1) as [Tensor, Tensor];
  const n = tanh(add(xN, mul(r, recurrentN)));
  return { next: add(n, mul(z, sub(h, n))), step: { h, r, z, n, recurrentN } };
}

/** Gradients of a step's arguments; that of h without what comes through the recurrent projection. */
export function gruStepGradient(
  dNext: Tensor,
  { h, r, z, n, recurrentN }: GruStep,
): Record<'dProjected' | 'dRecurrent' | 'dh', Tensor> {
  const dh = mul(dNext, z);
  const dN = mul(sub(dNext, dh), tanhSlope(n));
  const dZ = mul(mul(dNext, sub(h, n)), sigmoidSlope(z));
  const dR = mul(mul(dN, recurrentN), sigmoidSlope(r));
  return {
    dProjected: concat([dR, dZ, dN], 1),
    dRecurrent: concat([dR, dZ, mul(dN, r)], 1),
    dh,
  };
}

function runGruGates({ projected, recurrent, h }: GruGatesInput): Tensor2D {
  const [next] = engine().runKernel<Tensor[]>(gruGatesKernel, { projected, recurrent, h });
  return next as Tensor2D;
}

registerGradient({
  kernelName: gruGatesKernel,
  inputsToSave: ['recurrent', 'h'],
  outputsToSave: [false, true],
  gradFunc: (dys, saved) => {
    const [dNext] = dys as [Tensor];
    const [recurrent, h, gates] = saved as [Tensor, Tensor, Tensor];
    const inputs = { dh: dNext, recurrent, h, gates };
    const [dProjected, dRecurrent, dh] = engine().runKernel<Tensor[]>(gruGatesGradientKernel, inputs);
    return { projected: () => dProjected!, recurrent: () => dRecurrent!, h: () => dh! };
  },
});
