import {
  add,
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
import { carryState } from './carryState';
import { hasKernel } from './hasKernel';

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
 * Fused kernels that a backend may have: `{projected, recurrent, h}` and, masked, `{…, mask}` → `[h', gates]`, where
 * gates are σ(r), σ(z) and n.
 */
export const gruGatesKernel = 'GruGates';
export const maskedGruGatesKernel = 'MaskedGruGates';
/** Their gradient: `{dh, recurrent, h, gates}` and maybe `{mask}` → `[dProjected, dRecurrent, dh]`. */
export const gruGatesGradientKernel = 'GruGatesGradient';

/**
 * The elementwise part of a GRU step, reset gate after the recurrent matmul:
 * n = tanh(xₙ + σ(r) ∘ hₙ), h' = n + σ(z) ∘ (h − n).
 */
export function gruGates(input: GruGatesInput): Tensor2D {
  return hasKernel(gruGatesKernel) ? runGruGates(input) : composeGruGates(input);
}

/** The reference, of tfjs's own ops. */
export function composeGruGates({ projected, recurrent, h, mask }: GruGatesInput): Tensor2D {
  const [xr, xz, xn] = split(projected, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
  const [hr, hz, hn] = split(recurrent, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
  const r = sigmoid(add(xr, hr));
  const z = sigmoid(add(xz, hz));
  const n = tanh(add(xn, mul(r, hn)));
  const next: Tensor2D = add(n, mul(z, sub(h, n)));
  return mask === undefined ? next : carryState(mask, next, h);
}

function runGruGates({ projected, recurrent, h, mask }: GruGatesInput): Tensor2D {
  const [next] =
    mask === undefined
      ? engine().runKernel<Tensor[]>(gruGatesKernel, { projected, recurrent, h })
      : engine().runKernel<Tensor[]>(maskedGruGatesKernel, { projected, recurrent, h, mask });
  return next as Tensor2D;
}

registerGradient({
  kernelName: gruGatesKernel,
  inputsToSave: ['recurrent', 'h'],
  outputsToSave: [false, true],
  gradFunc: (dys, saved) => {
    const [dh] = dys as Tensor[];
    const [recurrent, h, gates] = saved;
    return inputGradients({ dh: dh!, recurrent: recurrent!, h: h!, gates: gates! });
  },
});

registerGradient({
  kernelName: maskedGruGatesKernel,
  inputsToSave: ['recurrent', 'h', 'mask'],
  outputsToSave: [false, true],
  gradFunc: (dys, saved) => {
    const [dh] = dys as Tensor[];
    const [recurrent, h, mask, gates] = saved;
    return inputGradients({ dh: dh!, recurrent: recurrent!, h: h!, mask: mask!, gates: gates! });
  },
});

function inputGradients(inputs: Record<string, Tensor>): Record<string, () => Tensor> {
  const [dProjected, dRecurrent, dh] = engine().runKernel<Tensor[]>(gruGatesGradientKernel, inputs);
  return { projected: () => dProjected!, recurrent: () => dRecurrent!, h: () => dh! };
}
