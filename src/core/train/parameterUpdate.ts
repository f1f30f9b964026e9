import {
  add,
  addN,
  div,
  isFinite,
  logicalAnd,
  minimum,
  mul,
  sqrt,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { ParameterSpec } from '../model/model';
import { squaredSum } from '../ops/squaredSum';
import type { Feed } from '../step/engine';
import type { NamedSpecs, NamedTensors } from '../step/step';
import { averageName, averageRate, keepsAverages } from './movingAverages';
import { createOptimizer, slotName } from './optimizers';
import { gated } from './optimizers/optimizer';

/** What an update is fed, beside its gradients. */
export function updateSpecs(training: TrainingConfig): NamedSpecs {
  return {
    learning_rate: { shape: [], dtype: 'float32' },
    apply: { shape: [], dtype: 'bool' },
    ...createOptimizer(training).feeds,
    ...(keepsAverages(training) ? { average_rate: { shape: [], dtype: 'float32' } } : {}),
  };
}

export interface UpdateOptions {
  readonly learningRate: number;
  /** Number of this update, from 1: decides dropout masks and Adam's bias correction. */
  readonly update: number;
  readonly apply: boolean;
}

/** Values of `updateSpecs`. */
export function updateFeeds(
  training: TrainingConfig,
  { learningRate, update, apply }: UpdateOptions,
): Record<string, Feed> {
  return {
    learning_rate: Float32Array.of(learningRate),
    apply: Uint8Array.of(apply ? 1 : 0),
    ...createOptimizer(training).feedValues(update),
    ...(keepsAverages(training) ? { average_rate: Float32Array.of(averageRate(training, update)) } : {}),
  };
}

export interface ParameterUpdate {
  readonly updates: Record<string, Tensor>;
  /** Global norm before clipping, scalar. */
  readonly norm: Tensor;
  /** bool scalar */
  readonly applied: Tensor;
}

/**
 * Gradients → clipped, gated updates of parameters, slots and moving averages. They change only if `apply` is fed as true
 * and the gradient norm is finite; else they keep every bit.
 * @param gradients in the order of `trainable`
 */
export function updateParameters(
  training: TrainingConfig,
  trainable: readonly ParameterSpec[],
  gradients: readonly Tensor[],
  variables: NamedTensors,
  feeds: NamedTensors,
): ParameterUpdate {
  const optimizer = createOptimizer(training);
  const norm = sqrt(addN(gradients.map(squaredSum)));
  const applied = logicalAnd(feeds['apply']!, isFinite(norm));
  const scale = clipFactor(norm, training.clip_grad_norm);
  const updates: Record<string, Tensor> = {};
  trainable.forEach(({ name }, index) => {
    const slotNames = optimizer.slots.map((slot) => slotName(slot, name));
    const slots = slotNames.map((slot) => variables[slot]!);
    const parameter = variables[name]!;
    const next = optimizer.update({ parameter, gradient: gradients[index]!, scale, slots, feeds, applied });
    updates[name] = next.parameter;
    slotNames.forEach((slot, i) => (updates[slot] = next.slots[i]!));
    if (!keepsAverages(training)) return;
    const average = variables[averageName(name)]!;
    const moved = add(average, mul(sub(next.parameter, average), feeds['average_rate']!));
    updates[averageName(name)] = gated(applied, moved, average);
  });
  return { updates, norm, applied };
}

/** What gradients are multiplied with so that their global norm is at most `maxNorm`, as `torch.nn.utils.clip_grad_norm_`. */
function clipFactor(norm: Tensor, maxNorm: number | undefined): Tensor | undefined {
  return maxNorm === undefined ? undefined : minimum(div(maxNorm, add(norm, 1e-6)), 1);
}
