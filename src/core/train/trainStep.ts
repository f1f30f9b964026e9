import {
  add,
  addN,
  div,
  isFinite,
  logicalAnd,
  minimum,
  mul,
  sqrt,
  square,
  sum,
  where,
  type Scalar,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { Batch } from '../data/batch';
import type { Seq2SeqModel } from '../model/model';
import type { Feed } from '../step/engine';
import type { NamedTensors, Step } from '../step/step';
import { batchFeeds, batchSpecs, batchTensors, type BatchShape } from './batchSpecs';
import { correctTokens, targetTokens } from './loss';
import { lossAndGradients } from './lossAndGradients';
import { createOptimizer, slotName, type Optimizer } from './optimizers';

/**
 * One update: teacher forcing, cross-entropy over the reference tokens, global-norm clipping, optimizer.
 *
 * Fetches `loss_sum` (nats), `target_tokens`, `correct_tokens`, `gradient_norm` (before clipping) and `applied`.
 * Parameters and slots change only if `apply` is fed as true and the gradient norm is finite; else they keep every bit.
 */
export function makeTrainStep(model: Seq2SeqModel, training: TrainingConfig, shape: BatchShape): Step {
  const optimizer = createOptimizer(training);
  const trainable = model.parameters.filter((spec) => spec.trainable).map((spec) => spec.name);
  return {
    name: 'train',
    feeds: {
      ...batchSpecs(shape),
      learning_rate: { shape: [], dtype: 'float32' },
      step_key: { shape: [2], dtype: 'int32' },
      apply: { shape: [], dtype: 'bool' },
      ...optimizer.feeds,
    },
    body: (variables, feeds) => {
      const batch = batchTensors(feeds);
      const dropout = { key: feeds['step_key'] as Tensor1D };
      const { lossSum, logits, gradients } = lossAndGradients(model, variables, batch, {
        trainable,
        normalization: training.normalization,
        dropout,
      });
      const norm = sqrt(addN(gradients.map((gradient) => sum<Scalar>(square(gradient)))));
      const applied = logicalAnd(feeds['apply']!, isFinite(norm));
      const clipped = clip(gradients, norm, training.clip_grad_norm);
      const updates = updateAll(optimizer, trainable, variables, clipped, feeds, applied);
      return {
        updates,
        fetches: {
          loss_sum: lossSum,
          target_tokens: targetTokens(batch.targets.lengths),
          correct_tokens: correctTokens(logits, batch.targets),
          gradient_norm: norm,
          applied,
        },
      };
    },
  };
}

/** What a training step is fed. */
export function trainFeeds(
  batch: Batch,
  training: TrainingConfig,
  options: {
    readonly learningRate: number;
    readonly seed: number;
    /** Number of this update, from 1: decides dropout masks and Adam's bias correction. */
    readonly update: number;
    readonly apply: boolean;
  },
): Record<string, Feed> {
  return {
    ...batchFeeds(batch),
    learning_rate: Float32Array.of(options.learningRate),
    step_key: Int32Array.of(options.seed, options.update),
    apply: Uint8Array.of(options.apply ? 1 : 0),
    ...createOptimizer(training).feedValues(options.update),
  };
}

/** Scales gradients so that their global norm is at most `maxNorm`, as `torch.nn.utils.clip_grad_norm_`. */
function clip(gradients: readonly Tensor[], norm: Tensor, maxNorm: number | undefined): readonly Tensor[] {
  if (maxNorm === undefined) return gradients;
  const factor = minimum(div(maxNorm, add(norm, 1e-6)), 1);
  return gradients.map((gradient) => mul(gradient, factor));
}

function updateAll(
  optimizer: Optimizer,
  names: readonly string[],
  variables: NamedTensors,
  gradients: readonly Tensor[],
  feeds: NamedTensors,
  applied: Tensor,
): Record<string, Tensor> {
  const updates: Record<string, Tensor> = {};
  const update = (name: string, next: Tensor) => {
    updates[name] = where(applied, next, variables[name]!);
  };
  names.forEach((name, index) => {
    const slotNames = optimizer.slots.map((slot) => slotName(slot, name));
    const slots = slotNames.map((slot) => variables[slot]!);
    const next = optimizer.update(variables[name]!, gradients[index]!, slots, feeds);
    update(name, next.parameter);
    slotNames.forEach((slot, i) => update(slot, next.slots[i]!));
  });
  return updates;
}
