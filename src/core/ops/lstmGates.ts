import {
  add,
  clone,
  concat,
  engine,
  mul,
  registerGradient,
  sigmoid,
  split,
  tanh,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { sigmoidSlope, tanhSlope } from './slopes';

export interface LstmGatesInput {
  /** Input projection with bias, `[batch, 4·units]`, gates in the order i, f, g, o. */
  readonly projected: Tensor2D;
  /** Recurrent projection, `[batch, 4·units]`. */
  readonly recurrent: Tensor2D;
  /** `[batch, units]` */
  readonly c: Tensor2D;
}

/**
 * Fused kernel that a backend may have: `{projected, recurrent, c}` → `[h', c', gates, tanhC]`, where gates are σ(i), σ(f),
 * tanh(g), σ(o) and tanhC is tanh(c').
 */
export const lstmGatesKernel = 'LstmGates';
/** Its gradient: `{dh, dc, gates, tanhC, c}` → `[dGates, dc]`. */
export const lstmGatesGradientKernel = 'LstmGatesGradient';

/**
 * The elementwise part of an LSTM step:
 * c' = σ(f) ∘ c + σ(i) ∘ tanh(g), h' = σ(o) ∘ tanh(c').
 */
export function lstmGates(input: LstmGatesInput): { h: Tensor2D; c: Tensor2D } {
  return hasKernel(lstmGatesKernel) ? runLstmGates(input) : composeLstmGates(input);
}

/** The reference, of tfjs's own ops. */
export function composeLstmGates({ projected, recurrent, c }: LstmGatesInput): { h: Tensor2D; c: Tensor2D } {
  const next = lstmStep(add(projected, recurrent), c);
  return { h: next.h as Tensor2D, c: next.c as Tensor2D };
}

/** What a step leaves for its gradient: the memory before it, the gates, and tanh of the new memory. */
export type LstmStep = Record<'c' | 'i' | 'f' | 'g' | 'o' | 'tanhC', Tensor>;

/**
 * One step of tfjs's own ops.
 * @param sums what the gates are computed from, `[batch, 4·units]`
 * @param c `[batch, units]`
 */
export function lstmStep(sums: Tensor, c: Tensor): { h: Tensor; c: Tensor; step: LstmStep } {
  const [sumI, sumF, sumG, sumO] = split(sums, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const i = sigmoid(sumI);
  const f = sigmoid(sumF);
  const g = tanh(sumG);
  const o = sigmoid(sumO);
  const nextC = add(mul(f, c), mul(i, g));
  const tanhC = tanh(nextC);
  return { h: mul(o, tanhC), c: nextC, step: { c, i, f, g, o, tanhC } };
}

/** Gradients of a step's arguments, from those of the new state. */
export function lstmStepGradient(
  dh: Tensor,
  dc: Tensor,
  { c, i, f, g, o, tanhC }: LstmStep,
): Record<'dSums' | 'dc', Tensor> {
  const dCell = add(dc, mul(mul(dh, o), tanhSlope(tanhC)));
  const dSums = concat(
    [
      mul(mul(dCell, g), sigmoidSlope(i)),
      mul(mul(dCell, c), sigmoidSlope(f)),
      mul(mul(dCell, i), tanhSlope(g)),
      mul(mul(dh, tanhC), sigmoidSlope(o)),
    ],
    1,
  );
  return { dSums, dc: mul(dCell, f) };
}

function runLstmGates({ projected, recurrent, c }: LstmGatesInput): { h: Tensor2D; c: Tensor2D } {
  const [nextH, nextC] = engine().runKernel<Tensor[]>(lstmGatesKernel, { projected, recurrent, c });
  return { h: nextH as Tensor2D, c: nextC as Tensor2D };
}

registerGradient({
  kernelName: lstmGatesKernel,
  inputsToSave: ['c'],
  outputsToSave: [false, false, true, true],
  gradFunc: (dys, saved) => {
    const [dh, dNextC] = dys as [Tensor, Tensor];
    const [c, gates, tanhC] = saved as [Tensor, Tensor, Tensor];
    const inputs = { dh, dc: dNextC, c, gates, tanhC };
    const [dGates, dc] = engine().runKernel<Tensor[]>(lstmGatesGradientKernel, inputs);
    return {
      projected: () => dGates!,
      // tfjs frees a gradient once it is added up: two inputs can't share one handle.
      recurrent: () => clone(dGates!),
      c: () => dc!,
    };
  },
});
