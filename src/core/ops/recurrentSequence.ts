import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { withGradient } from './withGradient';

/** What every kind of recurrent layer runs on. */
export interface SequenceInput {
  /** Input projection with bias, `[time, batch, gates·units]`. */
  readonly projected: Tensor3D;
  /** U `[units, gates·units]` */
  readonly recurrentKernel: Tensor2D;
  /** State before the first time, `[batch, units]`. */
  readonly h: Tensor2D;
  /** float32 `[time, batch]`; where it is 0, the state is carried. */
  readonly mask: Tensor2D | undefined;
  /** From the last time to the first; outputs stay at their times. */
  readonly backward: boolean;
}

/** One way to compute the hidden states `[time, batch, units]` of a recurrent layer, and their gradient. */
export interface SequenceImplementation<Input, Saved> {
  /** `saved`: what `backward` needs. */
  readonly forward: (input: Input) => { readonly outputs: Tensor3D; readonly saved: Saved };
  /** Gradients of what is differentiated, in its order. The last argument is the direction of the layer. */
  readonly backward: (saved: Saved, dOutputs: Tensor, backward: boolean) => readonly Tensor[];
}

/**
 * Hidden states that are differentiable in some of a layer's inputs.
 * @param differentiated those inputs
 */
export function runSequence<Input extends SequenceInput, Saved extends Readonly<Record<string, Tensor>>>(
  input: Input,
  differentiated: readonly Tensor[],
  { forward, backward }: SequenceImplementation<Input, Saved>,
): Tensor3D {
  return withGradient(
    differentiated,
    () => {
      const { outputs, saved } = forward(input);
      return { value: outputs, saved };
    },
    (dOutputs, saved) => backward(saved, dOutputs, input.backward),
  );
}
