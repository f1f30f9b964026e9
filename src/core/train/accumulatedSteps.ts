import { add, maximum, zerosLike, type Scalar } from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { Batch } from '../data/batch';
import type { ParameterSpec, Seq2SeqModel } from '../model/model';
import type { Feed, VariableValue } from '../step/engine';
import type { Step } from '../step/step';
import { zeroVariable } from '../step/zeroVariable';
import { batchGradients, gradientName, gradientSums, trainableOf } from './batchGradients';
import { batchFeeds, type BatchShape } from '../model/batchSpecs';
import { updateParameters, updateSpecs } from './parameterUpdate';

/** Sums of gradients are variables; they are 0 between updates, so no checkpoint needs them. */
function accumulatorName(parameter: string): string {
  return `accumulated.${parameter}`;
}

/** Zeros, by name; none where every batch makes an update of its own. */
export function initialAccumulators(
  parameters: readonly ParameterSpec[],
  { batch_multiplier }: TrainingConfig,
): Map<string, VariableValue> {
  if (batch_multiplier === 1) return new Map();
  return new Map(
    trainableOf({ parameters }).map(({ name, shape }) => [accumulatorName(name), zeroVariable(shape)]),
  );
}

/**
 * Adds the gradients of one batch of a group to the accumulators. Fetches `loss_sum` (nats) and `correct_tokens`. Sharded as
 * a training step is.
 */
export function makeGradientStep(model: Seq2SeqModel, training: TrainingConfig, shape: BatchShape): Step {
  const trainable = trainableOf(model);
  const { feeds, shard } = batchGradients(model, training, shape, {
    name: 'gradients',
    feeds: { loss_divisor: { shape: [], dtype: 'float32' } },
    // A run without effect is fed zeros: nothing divided by nothing would not be 0.
    divisor: (fed) => maximum<Scalar>(fed['loss_divisor']!, 1),
  });
  const combine: Step = {
    name: 'gradients, sum',
    feeds: gradientSums(trainable),
    body: (variables, fed) => ({
      updates: Object.fromEntries(
        trainable.map(({ name }) => [
          accumulatorName(name),
          add(variables[accumulatorName(name)]!, fed[gradientName(name)]!),
        ]),
      ),
      fetches: { loss_sum: fed['loss_sum']!, correct_tokens: fed['correct_tokens']! },
    }),
  };
  return {
    name: 'gradients',
    feeds,
    body: (variables, fed) => combine.body(variables, { ...fed, ...shard(0, 1).body(variables, fed).kept }),
    sharded: { rows: shape.batchSize, shard, combine },
  };
}

/**
 * Updates the parameters by the accumulated gradients and empties the accumulators. The same for batches of all shapes.
 * Fetches `gradient_norm` (before clipping) and `applied`.
 */
export function makeApplyStep(model: Seq2SeqModel, training: TrainingConfig): Step {
  const trainable = trainableOf(model);
  return {
    name: 'update',
    feeds: updateSpecs(training),
    body: (variables, fed) => {
      const gradients = trainable.map(({ name }) => variables[accumulatorName(name)]!);
      const { updates, norm, applied } = updateParameters(training, trainable, gradients, variables, fed);
      trainable.forEach(({ name }, index) => (updates[accumulatorName(name)] = zerosLike(gradients[index]!)));
      return { updates, fetches: { gradient_norm: norm, applied } };
    },
  };
}

/** What the summed loss of a group of batches is divided by, as `lossDivisor` for one: at least 1. */
export function groupDivisor(
  normalization: TrainingConfig['normalization'],
  batches: readonly Pick<Batch, 'targetLengths' | 'targetTokens'>[],
): number {
  const total = (count: (batch: Pick<Batch, 'targetLengths' | 'targetTokens'>) => number): number =>
    Math.max(
      1,
      batches.reduce((sum, batch) => sum + count(batch), 0),
    );
  switch (normalization) {
    case 'batch':
      return total(({ targetLengths }) => targetLengths.filter((length) => length > 0).length);
    case 'tokens':
      return total(({ targetTokens }) => targetTokens);
    case 'none':
      return 1;
  }
}

/** What a gradient step is fed, beside `samplingFeeds`. */
export function gradientFeeds(
  batch: Batch,
  options: {
    readonly seed: number;
    /** Decides dropout masks: different for every batch of a training. */
    readonly draw: number;
    readonly divisor: number;
  },
): Record<string, Feed> {
  return {
    ...batchFeeds(batch),
    step_key: Int32Array.of(options.seed, options.draw),
    loss_divisor: Float32Array.of(options.divisor),
  };
}
