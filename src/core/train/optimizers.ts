import { add, div, mul, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { ParameterSpec } from '../model/model';
import type { VariableValue } from '../step/engine';
import type { NamedSpecs, NamedTensors } from '../step/step';

/** An update rule as a pure function, with the slots and feeds that it needs. */
export interface Optimizer {
  /** Beginning of the slots' names: `adam.m` gives `adam.m.<parameter>`. */
  readonly slots: readonly string[];
  /** Scalars to feed beside the learning rate. */
  readonly feeds: NamedSpecs;
  /** Values of `feeds` for the n-th update, counted from 1. */
  feedValues(update: number): Record<string, Float32Array>;
  /** @param slots in the order of `this.slots` */
  update(
    parameter: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    feeds: NamedTensors,
  ): { readonly parameter: Tensor; readonly slots: readonly Tensor[] };
}

export function createOptimizer(training: TrainingConfig): Optimizer {
  return training.optimizer === 'adam' ? adam(training.adam_betas) : sgd;
}

export function slotName(slot: string, parameter: string): string {
  return `${slot}.${parameter}`;
}

/** All slots of an optimizer before the first update: zeros, by name. */
export function initialSlots(
  parameters: readonly ParameterSpec[],
  training: TrainingConfig,
): Map<string, VariableValue> {
  const trainable = parameters.filter((parameter) => parameter.trainable);
  return new Map(
    createOptimizer(training).slots.flatMap((slot) =>
      trainable.map(({ name, shape }) => [
        slotName(slot, name),
        { shape, values: new Float32Array(shape.reduce((product, size) => product * size, 1)) },
      ]),
    ),
  );
}

/** Stochastic gradient descent: θ ← θ − α·g. */
const sgd: Optimizer = {
  slots: [],
  feeds: {},
  feedValues: () => ({}),
  update: (parameter, gradient, _slots, { learning_rate }) => ({
    parameter: sub(parameter, mul(gradient, learning_rate!)),
    slots: [],
  }),
};

/**
 * Adam (Kingma & Ba 2015, algorithm 1; ε = 1e-8 is added to the corrected root, as in PyTorch):
 *
 *     m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²
 *     θ ← θ − α/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)
 *
 * The corrections are computed in double precision and fed: in float32, 1−β₂ᵗ would lose digits at small t.
 */
function adam([beta1, beta2]: TrainingConfig['adam_betas']): Optimizer {
  const epsilon = 1e-8;
  return {
    slots: ['adam.m', 'adam.v'],
    feeds: {
      adam_correction_m: { shape: [], dtype: 'float32' },
      adam_correction_v: { shape: [], dtype: 'float32' },
    },
    feedValues: (update) => ({
      adam_correction_m: Float32Array.of(1 - beta1 ** update),
      adam_correction_v: Float32Array.of(Math.sqrt(1 - beta2 ** update)),
    }),
    update: (parameter, gradient, [m, v], { learning_rate, adam_correction_m, adam_correction_v }) => {
      const nextM = add(mul(m!, beta1), mul(gradient, 1 - beta1));
      const nextV = add(mul(v!, beta2), mul(square(gradient), 1 - beta2));
      const denominator = add(div(sqrt(nextV), adam_correction_v!), epsilon);
      const stepSize = div(learning_rate!, adam_correction_m!);
      return {
        parameter: sub(parameter, mul(stepSize, div(nextM, denominator))),
        slots: [nextM, nextV],
      };
    },
  };
}
