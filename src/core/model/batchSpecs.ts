import { slice, type Tensor, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { Batch } from '../data/batch';
import type { BatchShape } from '../data/fillBatch';
import type { SourceTensors, Targets } from './model';
import type { NamedSpecs, NamedTensors } from '../step/step';
import type { RowRange } from './rowRange';

export type { BatchShape };

/** The feeds that make up a batch. */
export function batchSpecs({ targetTime, ...source }: BatchShape): NamedSpecs {
  const { batchSize } = source;
  return {
    ...sourceSpecs(source),
    target_input_ids: { shape: [batchSize, targetTime], dtype: 'int32' },
    target_output_ids: { shape: [batchSize, targetTime], dtype: 'int32' },
    target_lengths: { shape: [batchSize], dtype: 'int32' },
  };
}

/** The feeds of the source: `source_features` only where its positions have numbers. */
export function sourceSpecs({
  batchSize,
  sourceTime,
  featureSize,
}: Omit<BatchShape, 'targetTime'>): NamedSpecs {
  return {
    source_ids: { shape: [batchSize, sourceTime], dtype: 'int32' },
    ...(featureSize === undefined
      ? {}
      : { source_features: { shape: [batchSize, sourceTime, featureSize], dtype: 'float32' as const } }),
    source_lengths: { shape: [batchSize], dtype: 'int32' },
  };
}

/** Every name of a feed that a batch may have. */
const feedNames = Object.keys(batchSpecs({ batchSize: 0, sourceTime: 0, targetTime: 0, featureSize: 0 }));

export function sourceFeeds({
  sourceIds,
  sourceFeatures,
  sourceLengths,
}: Pick<Batch, 'sourceIds' | 'sourceFeatures' | 'sourceLengths'>): Record<string, Int32Array | Float32Array> {
  return {
    source_ids: sourceIds,
    ...(sourceFeatures === undefined ? {} : { source_features: sourceFeatures }),
    source_lengths: sourceLengths,
  };
}

export function batchFeeds(batch: Batch): Record<string, Int32Array | Float32Array> {
  return {
    ...sourceFeeds(batch),
    target_input_ids: batch.targetInputIds,
    target_output_ids: batch.targetOutputIds,
    target_lengths: batch.targetLengths,
  };
}

export interface BatchTensors {
  readonly source: SourceTensors;
  readonly targetInputIds: Tensor2D;
  readonly targets: Targets;
}

/** The tensors of `batchSpecs`, by what they mean. */
export function batchTensors(feeds: NamedTensors): BatchTensors {
  return {
    source: sourceTensors(feeds),
    targetInputIds: feeds['target_input_ids'] as Tensor2D,
    targets: {
      outputIds: feeds['target_output_ids'] as Tensor2D,
      lengths: feeds['target_lengths'] as Tensor1D,
    },
  };
}

/** The tensors of `sourceSpecs`, by what they mean. */
export function sourceTensors(feeds: NamedTensors): SourceTensors {
  return {
    ids: feeds['source_ids'] as Tensor2D,
    features: feeds['source_features'] as Tensor3D | undefined,
    lengths: feeds['source_lengths'] as Tensor1D,
  };
}

/** The feeds of a batch for some of its rows. */
export function sliceBatch(feeds: NamedTensors, { first, end }: RowRange): NamedTensors {
  const rowsOf = (tensor: Tensor) =>
    first === 0 && end === tensor.shape[0]
      ? tensor
      : slice(
          tensor,
          [first, ...tensor.shape.slice(1).map(() => 0)],
          [end - first, ...tensor.shape.slice(1)],
        );
  return Object.fromEntries(
    feedNames.flatMap((name) => {
      const feed = feeds[name];
      return feed === undefined ? [] : [[name, rowsOf(feed)]];
    }),
  );
}
