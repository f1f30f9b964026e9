// tfjs-core by itself registers no gradient.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {
  clone,
  engine,
  keep,
  reciprocal,
  sum,
  zerosLike,
  type Scalar,
  type Tensor,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { DropoutKey, Seq2SeqModel } from '../model/model';
import type { NamedTensors } from '../step/step';
import type { BatchTensors } from './batchSpecs';
import { tokenLosses } from './loss';

export interface LossAndGradients {
  /** Σ of the token losses, in nats. */
  readonly lossSum: Scalar;
  /** `[batch, targetTime, vocabulary]` */
  readonly logits: Tensor3D;
  /** Of the normalised loss; in the order of `trainable`. */
  readonly gradients: readonly Tensor[];
}

/** Forward and backward pass of a batch under teacher forcing. */
export function lossAndGradients(
  model: Seq2SeqModel,
  variables: NamedTensors,
  { source, targetInputIds, targets }: BatchTensors,
  options: {
    /** Names of the parameters to differentiate by. */
    readonly trainable: readonly string[];
    /** What the sum of the losses is divided by before it is differentiated. */
    readonly divisor: Scalar;
    readonly dropout?: DropoutKey;
  },
): LossAndGradients {
  const { divisor, dropout } = options;
  const parameters = options.trainable.map((name) => variables[name]!);
  let logits: Tensor3D | undefined;
  // Gradients of the sum, seeded with 1/divisor: those of the normalised loss, while the sum itself stays exact.
  const { value, grads } = engine().gradients<Scalar>(
    () => {
      const { encoded, state } = model.encode(variables, source, dropout);
      // Kept: tfjs frees what the forward pass leaves behind.
      logits = keep(model.decodeTeacherForced(variables, encoded, state, targetInputIds, dropout));
      return sum(tokenLosses(logits, targets));
    },
    parameters,
    reciprocal(divisor),
  );
  if (logits === undefined) throw new Error('The forward pass gave no logits.');
  // A copy that the engine's scope owns, so that nothing outlives the step.
  const scoped = clone(logits);
  logits.dispose();
  // A parameter that the loss does not depend on has no gradient in tfjs.
  const gradients = (grads as (Tensor | undefined)[]).map(
    (gradient, index) => gradient ?? zerosLike(parameters[index]!),
  );
  return { lossSum: value, logits: scoped, gradients };
}
