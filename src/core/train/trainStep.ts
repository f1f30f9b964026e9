import {
  add,
  addN,
  div,
  isFinite,
  logicalAnd,
  minimum,
  sqrt,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { Batch } from '../data/batch';
import type { ParameterSpec, Seq2SeqModel } from '../model/model';
import { squaredSum } from '../ops/squaredSum';
import type { Feed } from '../step/engine';
import type { NamedSpecs, NamedTensors, Step, StepResult } from '../step/step';
import { batchFeeds, batchSpecs, batchTensors, sliceBatch, type BatchShape } from './batchSpecs';
import { correctTokens, lossDivisor, targetTokens } from './loss';
import { lossAndGradients } from './lossAndGradients';
import { createOptimizer, slotName, type Optimizer } from './optimizers';
import { shardRows, type RowRange } from './rowRange';

/**
 * One update: teacher forcing, cross-entropy over the reference tokens, global-norm clipping, optimizer.
 *
 * Fetches `loss_sum` (nats), `target_tokens`, `correct_tokens`, `gradient_norm` (before clipping) and `applied`.
 * Parameters and slots change only if `apply` is fed as true and the gradient norm is finite; else they keep every bit.
 *
 * Its shards keep the sums over their rows of the loss, the correct tokens and the gradients (of the loss normalised over
 * the whole batch); clipping and the update come after.
 */
export function makeTrainStep(model: Seq2SeqModel, training: TrainingConfig, shape: BatchShape): Step {
  const optimizer = createOptimizer(training);
  const trainable = model.parameters.filter((spec) => spec.trainable);
  const batch = batchSpecs(shape);
  const updateFeeds: NamedSpecs = {
    target_lengths: batch['target_lengths']!,
    learning_rate: { shape: [], dtype: 'float32' },
    apply: { shape: [], dtype: 'bool' },
    ...optimizer.feeds,
  };
  const feeds: NamedSpecs = { ...batch, step_key: { shape: [2], dtype: 'int32' }, ...updateFeeds };
  const shard = (index: number, count: number): Step => {
    const rows = shardRows(shape.batchSize, index, count);
    return {
      name: count === 1 ? 'train' : `train, shard ${index + 1} of ${count}`,
      feeds,
      body: (variables, tensors) => ({
        fetches: {},
        kept: shardSums(model, training, variables, tensors, rows),
      }),
    };
  };
  const combine: Step = {
    name: 'train, update',
    feeds: {
      ...updateFeeds,
      loss_sum: { shape: [], dtype: 'float32' },
      correct_tokens: { shape: [], dtype: 'float32' },
      ...Object.fromEntries(
        trainable.map(({ name, shape }) => [gradientName(name), { shape, dtype: 'float32' } as const]),
      ),
    },
    body: (variables, tensors) => updateParameters(training, optimizer, trainable, variables, tensors),
  };
  return {
    name: 'train',
    feeds,
    body: (variables, tensors) =>
      combine.body(variables, { ...tensors, ...shard(0, 1).body(variables, tensors).kept }),
    sharded: { rows: shape.batchSize, shard, combine },
  };
}

/** The sums over some rows of the batch that an update is made of. */
function shardSums(
  model: Seq2SeqModel,
  { normalization }: TrainingConfig,
  variables: NamedTensors,
  feeds: NamedTensors,
  rows: RowRange,
): NamedTensors {
  const whole = batchTensors(feeds);
  const batch = batchTensors(sliceBatch(feeds, rows));
  const trainable = model.parameters.filter((spec) => spec.trainable).map((spec) => spec.name);
  const { lossSum, logits, gradients } = lossAndGradients(model, variables, batch, {
    trainable,
    divisor: lossDivisor(normalization, whole.targets.lengths),
    dropout: { key: feeds['step_key'] as Tensor1D, firstRow: rows.first },
  });
  return {
    loss_sum: lossSum,
    correct_tokens: correctTokens(logits, batch.targets),
    ...Object.fromEntries(trainable.map((name, index) => [gradientName(name), gradients[index]!])),
  };
}

/** The sums of the whole batch → clipped, gated updates. */
function updateParameters(
  training: TrainingConfig,
  optimizer: Optimizer,
  trainable: readonly ParameterSpec[],
  variables: NamedTensors,
  feeds: NamedTensors,
): StepResult {
  const gradients = trainable.map(({ name }) => feeds[gradientName(name)]!);
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
  });
  return {
    updates,
    fetches: {
      loss_sum: feeds['loss_sum']!,
      target_tokens: targetTokens(feeds['target_lengths'] as Tensor1D),
      correct_tokens: feeds['correct_tokens']!,
      gradient_norm: norm,
      applied,
    },
  };
}

function gradientName(parameter: string): string {
  return `gradient.${parameter}`;
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

/** What gradients are multiplied with so that their global norm is at most `maxNorm`, as `torch.nn.utils.clip_grad_norm_`. */
function clipFactor(norm: Tensor, maxNorm: number | undefined): Tensor | undefined {
  return maxNorm === undefined ? undefined : minimum(div(maxNorm, add(norm, 1e-6)), 1);
}
