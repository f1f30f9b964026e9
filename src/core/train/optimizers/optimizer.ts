import { add, mul, where, type Tensor } from '@tensorflow/tfjs-core';
import type { NamedSpecs, NamedTensors } from '../../step/step';

/** An update rule as a pure function, with the slots and feeds that it needs. */
export interface Optimizer {
  /** Beginning of the slots' names: `adam.m` gives `adam.m.<parameter>`. */
  readonly slots: readonly string[];
  /** Scalars to feed beside the learning rate. */
  readonly feeds: NamedSpecs;
  /** Values of `feeds` for the n-th update, counted from 1. */
  feedValues(update: number): Record<string, Float32Array>;
  /** @returns the new values, which are the old ones to the last bit where the update is not applied */
  update(input: OptimizerInput): OptimizerOutput;
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

export interface OptimizerOutput {
  readonly parameter: Tensor;
  readonly slots: readonly Tensor[];
}

/** What an update starts from: the gradient, scaled. */
export function scaledGradient({ gradient, scale }: Pick<OptimizerInput, 'gradient' | 'scale'>): Tensor {
  return scale === undefined ? gradient : mul(gradient, scale);
}

/** β·average + (1 − β)·value. */
export function movingAverage(average: Tensor, value: Tensor, beta: number): Tensor {
  return add(mul(average, beta), mul(value, 1 - beta));
}

/** The new value where the update is applied, else the old one. */
export function gated(applied: Tensor, next: Tensor, before: Tensor): Tensor {
  return where(applied, next, before);
}
