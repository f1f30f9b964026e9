import { slice, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Batch } from '../data/batch';
import type { SourceTensors } from '../model/model';
import type { NamedSpecs, NamedTensors } from '../step/step';
import type { Targets } from './loss';
import type { RowRange } from './rowRange';

/** Padded shape of a batch: steps are compiled once for each. */
export interface BatchShape {
  readonly batchSize: number;
  readonly sourceTime: number;
  readonly targetTime: number;
}

/** The feeds that make up a batch. */
export function batchSpecs({ batchSize, sourceTime, targetTime }: BatchShape): NamedSpecs {
  return {
    source_ids: { shape: [batchSize, sourceTime], dtype: 'int32' },
    source_lengths: { shape: [batchSize], dtype: 'int32' },
    target_input_ids: { shape: [batchSize, targetTime], dtype: 'int32' },
    target_output_ids: { shape: [batchSize, targetTime], dtype: 'int32' },
    target_lengths: { shape: [batchSize], dtype: 'int32' },
  };
}

export function batchFeeds(batch: Batch): Record<string, Int32Array> {
  return {
    source_ids: batch.sourceIds,
    source_lengths: batch.sourceLengths,
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
    source: { ids: feeds['source_ids'] as Tensor2D, lengths: feeds['source_lengths'] as Tensor1D },
    targetInputIds: feeds['target_input_ids'] as Tensor2D,
    targets: {
      outputIds: feeds['target_output_ids'] as Tensor2D,
      lengths: feeds['target_lengths'] as Tensor1D,
    },
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
  const names = Object.keys(batchSpecs({ batchSize: 0, sourceTime: 0, targetTime: 0 }));
  return Object.fromEntries(names.map((name) => [name, rowsOf(feeds[name]!)]));
}
