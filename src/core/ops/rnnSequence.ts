import {
  add,
  engine,
  matMul,
  mul,
  sub,
  tanh,
  where,
  type Tensor,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { noGradient, recurrentGradient } from './recurrentGradient';
import { runSequence, type SequenceImplementation, type SequenceInput } from './recurrentSequence';
import { scan } from './scan';
import { maskOf, tokenCells, tokenRows } from './sequenceMask';
import { tanhSlope } from './slopes';

/**
 * Fused kernel that a backend may have, with the attribute `backward` (from the last time to the first):
 * `{projected [time, batch, units], recurrentKernel [units, units], h [batch, units]}` and maybe `{mask [time, batch]}` →
 * `[outputs [time, batch, units]]`. Mask 0 carries h.
 */
export const rnnSequenceKernel = 'RnnSequence';
/**
 * Its gradient, with the same attribute: `{dOutputs, recurrentKernel, h, outputs}` and maybe `{mask}` → `[dProjected,
 * dRecurrentKernel, dh]`.
 */
export const rnnSequenceGradientKernel = 'RnnSequenceGradient';

/** A simple recurrent layer over a sequence whose inputs are projected already, h' = tanh(x + h·U): `[time, batch, units]`. */
export function rnnSequence(input: SequenceInput): Tensor3D {
  const { projected, recurrentKernel, h } = input;
  const differentiated = [projected, recurrentKernel, h];
  return hasKernel(rnnSequenceKernel)
    ? runSequence(input, differentiated, kernels)
    : runSequence(input, differentiated, composition);
}

/** The reference, of tfjs's own ops and without a gradient of its own. */
export function composeRnnSequence(input: SequenceInput): Tensor3D {
  return composition.forward(input).outputs;
}

type KernelTensors = Record<'recurrentKernel' | 'h' | 'outputs', Tensor> & { mask?: Tensor };

const kernels: SequenceImplementation<SequenceInput, KernelTensors> = {
  forward: ({ projected, recurrentKernel, h, mask, backward }) => {
    const inputs = { recurrentKernel, h, ...maskOf(mask) };
    const [outputs] = engine().runKernel<[Tensor3D]>(
      rnnSequenceKernel,
      { projected, ...inputs },
      { backward },
    );
    return { outputs, saved: { ...inputs, outputs } };
  },
  backward: (saved, dOutputs, backward) =>
    engine().runKernel<Tensor[]>(rnnSequenceGradientKernel, { dOutputs, ...saved }, { backward }),
};

/** What a step leaves for its gradient; `h` is the state before it. */
type StepTensors = Record<'h' | 'next', Tensor>;

/** Op by op, with the gradient written out: a smaller graph than tfjs would derive. */
const composition: SequenceImplementation<
  SequenceInput,
  StepTensors & { recurrentKernel: Tensor; mask?: Tensor }
> = {
  forward: ({ projected, recurrentKernel, h, mask, backward }) => {
    const { outputs } = scan({
      name: 'rnn',
      carry: { h },
      sequences: { projected, ...tokenCells(mask, h.shape[1]) },
      constants: { recurrentKernel },
      backward,
      differentiable: false,
      body: step,
    });
    return { outputs: outputs.next as Tensor3D, saved: { ...outputs, recurrentKernel, ...maskOf(mask) } };
  },
  backward: ({ mask, recurrentKernel, ...steps }, dOutputs, backward) => {
    const { carry, outputs } = scan({
      name: 'rnnGradient',
      carry: { dh: noGradient(steps.h) },
      sequences: { dOutput: dOutputs, next: steps.next, ...tokenRows(mask) },
      constants: { recurrentKernel },
      backward: !backward,
      differentiable: false,
      body: stepGradient,
    });
    const { dProjected } = outputs;
    return [dProjected, recurrentGradient(steps.h, dProjected), carry.dh];
  },
};

function step(
  { h }: { h: Tensor },
  { projected, token }: { projected: Tensor; token?: Tensor },
  { recurrentKernel }: { recurrentKernel: Tensor },
): { carry: { h: Tensor }; outputs: StepTensors } {
  const nextH = tanh(add(projected, matMul(h, recurrentKernel)));
  const next = token === undefined ? nextH : where(token, nextH, h);
  return { carry: { h: next }, outputs: { next, h } };
}

function stepGradient(
  { dh }: { dh: Tensor },
  { dOutput, next, row }: { dOutput: Tensor; next: Tensor; row?: Tensor },
  { recurrentKernel }: { recurrentKernel: Tensor },
): { carry: { dh: Tensor }; outputs: { dProjected: Tensor } } {
  const dAll = add(dh, dOutput);
  // Rows of padding hand their gradient on: what goes through the step is 0 there.
  const dNext = row === undefined ? dAll : mul(dAll, row);
  const dProjected = mul(dNext, tanhSlope(next));
  const dPrevious = matMul(dProjected, recurrentKernel, false, true);
  return {
    carry: { dh: row === undefined ? dPrevious : add(dPrevious, sub(dAll, dNext)) },
    outputs: { dProjected },
  };
}
