import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { DropoutKey, ParameterSpec, Seq2SeqModel } from '../model/model';
import type { NamedSpecs, NamedTensors, Step } from '../step/step';
import { batchSpecs, batchTensors, sliceBatch, type BatchShape } from '../model/batchSpecs';
import { correctTokens } from './loss';
import { lossAndGradients } from './lossAndGradients';
import { shardRows } from '../model/rowRange';
import { sampledInputs, samplesInputs, samplingSpecs } from './scheduledSampling';

/** What a batch is differentiated in: its rows may be shared out to several shards. */
export interface BatchGradients {
  readonly feeds: NamedSpecs;
  /**
   * Keeps `gradientSums` of its rows: the loss (nats), the tokens predicted right and the gradients of the loss divided by
   * the divisor.
   */
  readonly shard: (index: number, count: number) => Step;
}

/** Names and shapes of what the shards of a batch keep. */
export function gradientSums(trainable: readonly ParameterSpec[]): NamedSpecs {
  return {
    loss_sum: { shape: [], dtype: 'float32' },
    correct_tokens: { shape: [], dtype: 'float32' },
    ...Object.fromEntries(
      trainable.map(({ name, shape }) => [gradientName(name), { shape, dtype: 'float32' } as const]),
    ),
  };
}

export function gradientName(parameter: string): string {
  return `gradient.${parameter}`;
}

export function trainableOf({ parameters }: Pick<Seq2SeqModel, 'parameters'>): readonly ParameterSpec[] {
  return parameters.filter(({ trainable }) => trainable);
}

/**
 * Teacher forcing and its gradients; with scheduled sampling, of inputs that are drawn first.
 * @param options.feeds what is fed beside the batch and the dropout's `step_key`
 * @param options.divisor what the sum of the whole batch's losses is divided by, from the feeds
 */
export function batchGradients(
  model: Seq2SeqModel,
  training: TrainingConfig,
  shape: BatchShape,
  options: {
    readonly name: string;
    readonly feeds: NamedSpecs;
    readonly divisor: (feeds: NamedTensors) => Scalar;
  },
): BatchGradients {
  const trainable = trainableOf(model).map(({ name }) => name);
  const feeds: NamedSpecs = {
    ...batchSpecs(shape),
    step_key: { shape: [2], dtype: 'int32' },
    ...samplingSpecs(training),
    ...options.feeds,
  };
  const shard = (index: number, count: number): Step => {
    const rows = shardRows(shape.batchSize, index, count);
    return {
      name: count === 1 ? options.name : `${options.name}, shard ${index + 1} of ${count}`,
      feeds,
      body: (variables, tensors) => {
        const divisor = options.divisor(tensors);
        const batch = batchTensors(sliceBatch(tensors, rows));
        const draws: DropoutKey = { key: tensors['step_key'] as Tensor1D, firstRow: rows.first };
        const targetInputIds = samplesInputs(training)
          ? sampledInputs(model, variables, batch, tensors['read_probability']!, draws)
          : batch.targetInputIds;
        const forced = { ...batch, targetInputIds };
        const { lossSum, logits, gradients } = lossAndGradients(model, variables, forced, {
          trainable,
          divisor,
          smoothing: training.label_smoothing,
          coverage: training.lambda_coverage,
          dropout: draws,
        });
        const kept = {
          loss_sum: lossSum,
          correct_tokens: correctTokens(logits, batch.targets),
          ...Object.fromEntries(trainable.map((name, i) => [gradientName(name), gradients[i]!])),
        };
        return { fetches: {}, kept };
      },
    };
  };
  return { feeds, shard };
}
