import { mul, sub, where, type Tensor } from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { ParameterSpec } from '../model/model';
import { adamUpdate } from '../ops/adamUpdate';
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
  /** @returns the new values, which are the old ones to the last bit where the update is not applied */
  update(input: OptimizerInput): { readonly parameter: Tensor; readonly slots: readonly Tensor[] };
}

/** What an update rule computes with. */
export interface OptimizerInput {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** What the gradient is to be multiplied with, scalar; undefined for 1. */
  readonly scale: Tensor | undefined;
  /** In the order of `Optimizer.slots`. */
  readonly slots: readonly Tensor[];
  /** `learning_rate` and `Optimizer.feeds`. */
  readonly feeds: NamedTensors;
  /** bool scalar */
  readonly applied: Tensor;
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
  update: ({ parameter, gradient, scale, feeds, applied }) => {
    const rate = feeds['learning_rate']!;
    const step = mul(gradient, scale === undefined ? rate : mul(rate, scale));
    return { parameter: where(applied, sub(parameter, step), parameter), slots: [] };
  },
};

/** Adam. The corrections are computed in double precision and fed: in float32, 1−β₂ᵗ would lose digits at small t. */
function adam([beta1, beta2]: TrainingConfig['adam_betas']): Optimizer {
  const constants = { beta1, beta2, epsilon: 1e-8 };
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
    update: ({ parameter, gradient, scale, slots, feeds, applied }) => {
      const next = adamUpdate(
        {
          parameter,
          gradient,
          m: slots[0]!,
          v: slots[1]!,
          scale,
          learningRate: feeds['learning_rate']!,
          correctionM: feeds['adam_correction_m']!,
          correctionV: feeds['adam_correction_v']!,
          applied,
        },
        constants,
      );
      return { parameter: next.parameter, slots: [next.m, next.v] };
    },
  };
}
