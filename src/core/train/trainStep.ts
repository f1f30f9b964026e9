import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { Batch } from '../data/batch';
import type { Seq2SeqModel } from '../model/model';
import type { Feed } from '../step/engine';
import type { NamedSpecs, Step } from '../step/step';
import { batchGradients, gradientName, gradientSums, trainableOf } from './batchGradients';
import { batchFeeds, batchSpecs, type BatchShape } from '../model/batchSpecs';
import { lossDivisor, targetTokens } from './loss';
import { samplingFeeds } from './scheduledSampling';
import { updateFeeds, updateParameters, updateSpecs, type UpdateOptions } from './parameterUpdate';

/**
 * One update: teacher forcing, cross-entropy over the reference tokens, clipping, optimizer.
 *
 * Fetches `loss_sum` (nats), `target_tokens`, `correct_tokens`, `gradient_norm` (before clipping) and `applied`.
 * Parameters and slots change only if `apply` is fed as true and the gradient norm is finite; else they keep every bit.
 *
 * Its shards keep the sums over their rows of the loss, the correct tokens and the gradients (of the loss normalised over
 * the whole batch); clipping and the update come after.
 */
export function makeTrainStep(model: Seq2SeqModel, training: TrainingConfig, shape: BatchShape): Step {
  const trainable = trainableOf(model);
  const ofUpdate: NamedSpecs = {
    target_lengths: batchSpecs(shape)['target_lengths']!,
    ...updateSpecs(training),
  };
  const { feeds, shard } = batchGradients(model, training, shape, {
    name: 'train',
    feeds: ofUpdate,
    divisor: (fed) => lossDivisor(training.normalization, fed['target_lengths'] as Tensor1D),
  });
  const combine: Step = {
    name: 'train, update',
    feeds: { ...ofUpdate, ...gradientSums(trainable) },
    body: (variables, fed) => {
      const gradients = trainable.map(({ name }) => fed[gradientName(name)]!);
      const { updates, norm, applied } = updateParameters(training, trainable, gradients, variables, fed);
      return {
        updates,
        fetches: {
          loss_sum: fed['loss_sum']!,
          target_tokens: targetTokens(fed['target_lengths'] as Tensor1D),
          correct_tokens: fed['correct_tokens']!,
          gradient_norm: norm,
          applied,
        },
      };
    },
  };
  return {
    name: 'train',
    feeds,
    body: (variables, fed) => combine.body(variables, { ...fed, ...shard(0, 1).body(variables, fed).kept }),
    sharded: { rows: shape.batchSize, shard, combine },
  };
}

/** What a training step is fed. */
export function trainFeeds(
  batch: Batch,
  training: TrainingConfig,
  options: UpdateOptions & { readonly seed: number },
): Record<string, Feed> {
  return {
    ...batchFeeds(batch),
    step_key: Int32Array.of(options.seed, options.update),
    ...samplingFeeds(training, options.update),
    ...updateFeeds(training, options),
  };
}
