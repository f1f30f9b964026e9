import {
  add,
  concat,
  engine,
  expandDims,
  matMul,
  mul,
  split,
  squeeze,
  sub,
  where,
  zeros,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { lstmStep, lstmStepGradient, type LstmStep } from './lstmGates';
import { noGradient, recurrentGradient } from './recurrentGradient';
import type { SequenceInput } from './recurrentSequence';
import { scan } from './scan';
import { maskOf, tokenCells, tokenRows } from './sequenceMask';
import { withGradient } from './withGradient';

/**
 * Fused kernel that a backend may have, with the attribute `backward` (from the last time to the first):
 * `{projected [time, batch, 4·units], recurrentKernel [units, 4·units], h, c [batch, units]}` and maybe
 * `{mask [time, batch]}` → `[outputs [time, batch, units], lastC [batch, units], gates [time, batch, 4·units], cells,
 * tanhCells [time, batch, units]]`, where gates are σ(i), σ(f), tanh(g) and σ(o), cells the memory after each time, and
 * tanhCells tanh of the new memory before the mask. Mask 0 carries h and c.
 */
export const lstmSequenceKernel = 'LstmSequence';
/**
 * Its gradient, with the same attribute: `{dOutputs, dLastC, recurrentKernel, h, c, outputs, gates, cells, tanhCells}` and
 * maybe `{mask}` → `[dProjected, dRecurrentKernel, dh, dc]`.
 */
export const lstmSequenceGradientKernel = 'LstmSequenceGradient';

/** Gates in the order i, f, g, o. */
export interface LstmSequenceInput extends SequenceInput {
  /** Memory before the first time, `[batch, units]`. */
  readonly c: Tensor2D;
}

export interface LstmSequenceResult {
  /** Hidden states `[time, batch, units]`. */
  readonly outputs: Tensor3D;
  /** Memory after the last time computed, `[batch, units]`. */
  readonly lastC: Tensor2D;
}

/**
 * An LSTM over a sequence whose inputs are projected already: hidden states `[time, batch, units]`.
 *
 *     i, f, g, o = projected + h·U
 *     c' = σ(f) ∘ c + σ(i) ∘ tanh(g),  h' = σ(o) ∘ tanh(c')
 */
export function lstmSequence(input: LstmSequenceInput): Tensor3D {
  return hasKernel(lstmSequenceKernel) ? run(input, kernels) : run(input, composition);
}

/** The same with the last memory. It costs a copy of the outputs and of their gradient: tfjs takes a single value. */
export function lstmSequenceWithMemory(input: LstmSequenceInput): LstmSequenceResult {
  return hasKernel(lstmSequenceKernel) ? runWithMemory(input, kernels) : runWithMemory(input, composition);
}

/** The reference, of tfjs's own ops and without a gradient of its own. */
export function composeLstmSequence(input: LstmSequenceInput): LstmSequenceResult {
  const { outputs, lastC } = composition.forward(input);
  return { outputs, lastC };
}

/** One way to compute the sequence and its gradient. */
interface Implementation<Saved> {
  /** `saved`: what `backward` needs. */
  readonly forward: (input: LstmSequenceInput) => LstmSequenceResult & { readonly saved: Saved };
  /** Gradients of `projected`, `recurrentKernel`, `h` and `c`. */
  readonly backward: (saved: Saved, dOutputs: Tensor, dLastC: Tensor, backward: boolean) => readonly Tensor[];
}

function run<Saved extends Readonly<Record<string, Tensor>>>(
  input: LstmSequenceInput,
  { forward, backward }: Implementation<Saved>,
): Tensor3D {
  return withGradient(
    differentiated(input),
    () => {
      const { outputs, saved } = forward(input);
      return { value: outputs, saved };
    },
    (dOutputs, saved) => backward(saved, dOutputs, zeros(input.c.shape), input.backward),
  );
}

function runWithMemory<Saved extends Readonly<Record<string, Tensor>>>(
  input: LstmSequenceInput,
  { forward, backward }: Implementation<Saved>,
): LstmSequenceResult {
  const [time] = input.projected.shape;
  const joined = withGradient<Tensor3D, Saved>(
    differentiated(input),
    () => {
      const { outputs, lastC, saved } = forward(input);
      return { value: concat<Tensor3D>([outputs, expandDims<Tensor3D>(lastC)]), saved };
    },
    (dJoined, saved) => {
      const [dOutputs, dLastC] = split(dJoined, [time, 1]) as [Tensor, Tensor];
      return backward(saved, dOutputs, squeeze(dLastC, [0]), input.backward);
    },
  );
  const [outputs, lastC] = split(joined, [time, 1]) as [Tensor3D, Tensor3D];
  return { outputs, lastC: squeeze<Tensor2D>(lastC, [0]) };
}

function differentiated({ projected, recurrentKernel, h, c }: LstmSequenceInput): Tensor[] {
  return [projected, recurrentKernel, h, c];
}

type KernelTensors = Record<
  'recurrentKernel' | 'h' | 'c' | 'outputs' | 'gates' | 'cells' | 'tanhCells',
  Tensor
> & { mask?: Tensor };

const kernels: Implementation<KernelTensors> = {
  forward: ({ projected, recurrentKernel, h, c, mask, backward }) => {
    const inputs = { recurrentKernel, h, c, ...maskOf(mask) };
    const [outputs, lastC, gates, cells, tanhCells] = engine().runKernel<
      [Tensor3D, Tensor2D, Tensor, Tensor, Tensor]
    >(lstmSequenceKernel, { projected, ...inputs }, { backward });
    return { outputs, lastC, saved: { ...inputs, outputs, gates, cells, tanhCells } };
  },
  backward: (saved, dOutputs, dLastC, backward) =>
    engine().runKernel<Tensor[]>(lstmSequenceGradientKernel, { dOutputs, dLastC, ...saved }, { backward }),
};

/** What a step leaves for its gradient, and `h`, the hidden state before it. */
type StepTensors = LstmStep & { h: Tensor };

/** Op by op, with the gradient written out: a smaller graph than tfjs would derive. */
const composition: Implementation<StepTensors & { recurrentKernel: Tensor; mask?: Tensor }> = {
  forward: ({ projected, recurrentKernel, h, c, mask, backward }) => {
    const { carry, outputs } = scan({
      name: 'lstm',
      carry: { h, c },
      sequences: { projected, ...tokenCells(mask, h.shape[1]) },
      constants: { recurrentKernel },
      backward,
      differentiable: false,
      body: step,
    });
    const { next, ...steps } = outputs;
    return {
      outputs: next as Tensor3D,
      lastC: carry.c as Tensor2D,
      saved: { ...steps, recurrentKernel, ...maskOf(mask) },
    };
  },
  backward: ({ mask, recurrentKernel, h, ...steps }, dOutputs, dLastC, backward) => {
    const { carry, outputs } = scan({
      name: 'lstmGradient',
      carry: { dh: noGradient(h), dc: dLastC },
      sequences: { dOutput: dOutputs, ...steps, ...tokenRows(mask) },
      constants: { recurrentKernel },
      backward: !backward,
      differentiable: false,
      body: stepGradient,
    });
    const { dProjected } = outputs;
    return [dProjected, recurrentGradient(h, dProjected), carry.dh, carry.dc];
  },
};

function step(
  { h, c }: Record<'h' | 'c', Tensor>,
  { projected, token }: { projected: Tensor; token?: Tensor },
  { recurrentKernel }: { recurrentKernel: Tensor },
): { carry: Record<'h' | 'c', Tensor>; outputs: StepTensors & { next: Tensor } } {
  const after = lstmStep(add(projected, matMul(h, recurrentKernel)), c);
  const next = token === undefined ? after.h : where(token, after.h, h);
  const nextC = token === undefined ? after.c : where(token, after.c, c);
  return { carry: { h: next, c: nextC }, outputs: { next, h, ...after.step } };
}

function stepGradient(
  { dh, dc }: Record<'dh' | 'dc', Tensor>,
  { dOutput, row, ...step }: LstmStep & { dOutput: Tensor; row?: Tensor },
  { recurrentKernel }: { recurrentKernel: Tensor },
): { carry: Record<'dh' | 'dc', Tensor>; outputs: { dProjected: Tensor } } {
  const dAll = add(dh, dOutput);
  // Rows of padding hand their gradient on: what goes through the step is 0 there.
  const dNext = row === undefined ? dAll : mul(dAll, row);
  const dNextC = row === undefined ? dc : mul(dc, row);
  const { dSums, dc: dPreviousC } = lstmStepGradient(dNext, dNextC, step);
  const dPrevious = matMul(dSums, recurrentKernel, false, true);
  return {
    carry: {
      dh: row === undefined ? dPrevious : add(dPrevious, sub(dAll, dNext)),
      dc: row === undefined ? dPreviousC : add(dPreviousC, sub(dc, dNextC)),
    },
    outputs: { dProjected: dSums },
  };
}
