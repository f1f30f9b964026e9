// tfjs-core by itself registers no gradient.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {
  add,
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
import type { BatchTensors } from '../model/batchSpecs';
import { coveragePenalties, smoothingPenalties, tokenLosses } from './loss';

export interface LossAndGradients {
  /** Σ of the token losses, in nats; without label smoothing and coverage loss. */
  readonly lossSum: Scalar;
  /** `[batch, targetTime, vocabulary]` */
  readonly logits: Tensor3D;
  /** Of the normalised loss, with label smoothing and coverage loss; in the order of `trainable`. */
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
    /** ε of label smoothing. */
    readonly smoothing?: number;
    /** λ of the coverage loss, of a model with coverage. */
    readonly coverage?: number;
    readonly dropout?: DropoutKey;
  },
): LossAndGradients {
  const { divisor, smoothing = 0, coverage = 0, dropout } = options;
  const parameters = options.trainable.map((name) => variables[name]!);
  // Kept: tfjs frees what the forward pass leaves behind.
  const kept: { logits?: Tensor3D; lossSum?: Scalar } = {};
  // Gradients of the sum, seeded with 1/divisor: those of the normalised loss, while the sum itself stays exact.
  const { value, grads } = engine().gradients<Scalar>(
    () => {
      const { encoded, state } = model.encode(variables, source, dropout);
      const covering =
        coverage === 0
          ? undefined
          : model.decodeCovering?.(variables, encoded, state, targetInputIds, dropout);
      const logits = keep(
        covering?.logits ?? model.decodeTeacherForced(variables, encoded, state, targetInputIds, dropout),
      );
      kept.logits = logits;
      const lossSum = sum<Scalar>(tokenLosses(logits, targets));
      const penalties = [
        ...(smoothing === 0 ? [] : [smoothingPenalties(logits, targets, smoothing)]),
        ...(covering === undefined ? [] : [coveragePenalties(covering.overlap, targets, coverage)]),
      ];
      if (penalties.length === 0) return lossSum;
      kept.lossSum = keep(lossSum);
      return penalties.reduce<Scalar>((total, penalty) => add(total, sum(penalty)), lossSum);
    },
    parameters,
    reciprocal(divisor),
  );
  if (kept.logits === undefined) throw new Error('The forward pass gave no logits.');
  // A parameter that the loss does not depend on has no gradient in tfjs.
  const gradients = (grads as (Tensor | undefined)[]).map(
    (gradient, index) => gradient ?? zerosLike(parameters[index]!),
  );
  return {
    lossSum: kept.lossSum === undefined ? value : scoped(kept.lossSum),
    logits: scoped(kept.logits),
    gradients,
  };
}

/** A copy of a kept tensor that the engine's scope owns, so that nothing outlives the step. */
function scoped<T extends Tensor>(kept: T): T {
  const copy = clone(kept);
  kept.dispose();
  return copy;
}
