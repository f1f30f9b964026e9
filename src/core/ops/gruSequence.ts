import {
  add,
  engine,
  matMul,
  mul,
  sub,
  sum,
  where,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { gruStep, gruStepGradient, type GruStep } from './gruGates';
import { hasKernel } from './hasKernel';
import { noGradient, recurrentGradient } from './recurrentGradient';
import { runSequence, type SequenceImplementation, type SequenceInput } from './recurrentSequence';
import { scan } from './scan';
import { maskOf, tokenCells, tokenRows } from './sequenceMask';

/**
 * Fused kernel that a backend may have, with the attribute `backward` (from the last time to the first):
 * `{projected [time, batch, 3·units], recurrentKernel [units, 3·units], recurrentBias [3·units], h [batch, units]}` and
 * maybe `{mask [time, batch]}` → `[outputs [time, batch, units], gates [time, batch, 3·units], recurrentN [time, batch,
 * units]]`, where gates are σ(r), σ(z) and n, and recurrentN is h·Uₙ + b'ₙ. Mask 0 carries h.
 */
export const gruSequenceKernel = 'GruSequence';
/**
 * Its gradient, with the same attribute: `{dOutputs, recurrentKernel, h, outputs, gates, recurrentN}` and maybe `{mask}` →
 * `[dProjected, dRecurrentKernel, dRecurrentBias, dh]`.
 */
export const gruSequenceGradientKernel = 'GruSequenceGradient';

/** Gates in the order r, z, n. */
export interface GruSequenceInput extends SequenceInput {
  /** b' `[3·units]` */
  readonly recurrentBias: Tensor1D;
}

/**
 * A GRU over a sequence whose inputs are projected already: hidden states `[time, batch, units]`.
 *
 *     hr, hz, hn = h·U + b'
 *     r = σ(xr + hr),  z = σ(xz + hz),  n = tanh(xn + r ∘ hn)
 *     h' = n + z ∘ (h − n)
 */
export function gruSequence(input: GruSequenceInput): Tensor3D {
  const { projected, recurrentKernel, recurrentBias, h } = input;
  const differentiated = [projected, recurrentKernel, recurrentBias, h];
  return hasKernel(gruSequenceKernel)
    ? runSequence(input, differentiated, kernels)
    : runSequence(input, differentiated, composition);
}

/** The reference, of tfjs's own ops and without a gradient of its own. */
export function composeGruSequence(input: GruSequenceInput): Tensor3D {
  return composition.forward(input).outputs;
}

type KernelTensors = Record<'recurrentKernel' | 'h' | 'outputs' | 'gates' | 'recurrentN', Tensor> & {
  mask?: Tensor;
};

const kernels: SequenceImplementation<GruSequenceInput, KernelTensors> = {
  forward: ({ projected, recurrentKernel, recurrentBias, h, mask, backward }) => {
    const inputs = { recurrentKernel, h, ...maskOf(mask) };
    const [outputs, gates, recurrentN] = engine().runKernel<[Tensor3D, Tensor, Tensor]>(
      gruSequenceKernel,
      { projected, recurrentBias, ...inputs },
      { backward },
    );
    return { outputs, saved: { ...inputs, outputs, gates, recurrentN } };
  },
  backward: (saved, dOutputs, backward) =>
    engine().runKernel<Tensor[]>(gruSequenceGradientKernel, { dOutputs, ...saved }, { backward }),
};

/** Op by op, with the gradient written out: a smaller graph than tfjs would derive. */
const composition: SequenceImplementation<
  GruSequenceInput,
  GruStep & { recurrentKernel: Tensor; mask?: Tensor }
> = {
  forward: ({ projected, recurrentKernel, recurrentBias, h, mask, backward }) => {
    const { outputs } = scan({
      name: 'gru',
      carry: { h },
      sequences: { projected, ...tokenCells(mask, h.shape[1]) },
      constants: { recurrentKernel, recurrentBias },
      backward,
      differentiable: false,
      body: step,
    });
    const { next, ...steps } = outputs;
    return { outputs: next as Tensor3D, saved: { ...steps, recurrentKernel, ...maskOf(mask) } };
  },
  backward: ({ mask, recurrentKernel, ...steps }, dOutputs, backward) => {
    const { carry, outputs } = scan({
      name: 'gruGradient',
      carry: { dh: noGradient(steps.h) },
      sequences: { dOutput: dOutputs, ...steps, ...tokenRows(mask) },
      constants: { recurrentKernel },
      backward: !backward,
      differentiable: false,
      body: stepGradient,
    });
    const { dProjected, dRecurrent } = outputs;
    return [dProjected, recurrentGradient(steps.h, dRecurrent), sum(dRecurrent, [0, 1]), carry.dh];
  },
};

function step(
  { h }: { h: Tensor },
  { projected, token }: { projected: Tensor; token?: Tensor },
  { recurrentKernel, recurrentBias }: Record<'recurrentKernel' | 'recurrentBias', Tensor>,
): { carry: { h: Tensor }; outputs: GruStep & { next: Tensor } } {
  const { next, step } = gruStep(projected, add(matMul(h, recurrentKernel), recurrentBias), h);
  const state = token === undefined ? next : where(token, next, h);
  return { carry: { h: state }, outputs: { next: state, ...step } };
}

function stepGradient(
  { dh }: { dh: Tensor },
  { dOutput, row, ...step }: GruStep & { dOutput: Tensor; row?: Tensor },
  { recurrentKernel }: { recurrentKernel: Tensor },
): { carry: { dh: Tensor }; outputs: Record<'dProjected' | 'dRecurrent', Tensor> } {
  const dAll = add(dh, dOutput);
  // Rows of padding hand their gradient on: what goes through the step is 0 there.
  const dNext = row === undefined ? dAll : mul(dAll, row);
  const { dProjected, dRecurrent, dh: dKept } = gruStepGradient(dNext, step);
  const dPrevious = add(matMul(dRecurrent, recurrentKernel, false, true), dKept);
  return {
    carry: { dh: row === undefined ? dPrevious : add(dPrevious, sub(dAll, dNext)) },
    outputs: { dProjected, dRecurrent },
  };
}
