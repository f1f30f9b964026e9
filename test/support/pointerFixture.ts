import type { Batch } from '../../src/core/data/batch';
import { randomNumbers } from './seq2seqFixture';

const firstPosition = 4;
const vectorId = 4;
const bos = 2;
const eos = 3;

export interface PointerBatchSize {
  readonly batchSize: number;
  readonly sourceTime: number;
  readonly targetTime: number;
  /** Undefined: the source is made of token ids below `vocabularySize`. */
  readonly featureSize?: number | undefined;
  readonly vocabularySize?: number;
  readonly seed: number;
}

/** Random sources with random positions of theirs as targets; the first row is as long as the batch. */
export function randomPointerBatch(size: PointerBatchSize): Batch {
  const { batchSize, sourceTime, targetTime, featureSize, vocabularySize = vectorId + 1 } = size;
  const random = randomNumbers(size.seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const lengths = (time: number): Int32Array =>
    Int32Array.from({ length: batchSize }, (_, row) => (row === 0 ? time : 1 + below(time)));
  const sourceLengths = lengths(sourceTime);
  const targetLengths = lengths(targetTime);
  const sourceIds = new Int32Array(batchSize * sourceTime);
  const sourceFeatures = new Float32Array(batchSize * sourceTime * (featureSize ?? 0));
  const targetInputIds = new Int32Array(batchSize * targetTime);
  const targetOutputIds = new Int32Array(batchSize * targetTime);
  for (let row = 0; row < batchSize; row++) {
    for (let t = 0; t < sourceLengths[row]!; t++) {
      const place = row * sourceTime + t;
      sourceIds[place] = vectorId + below(vocabularySize - vectorId);
      for (let i = 0; i < (featureSize ?? 0); i++)
        sourceFeatures[place * featureSize! + i] = 2 * random() - 1;
    }
    let previous = bos;
    for (let t = 0; t < targetLengths[row]!; t++) {
      const id = t === targetLengths[row]! - 1 ? eos : firstPosition + below(sourceLengths[row]!);
      targetInputIds[row * targetTime + t] = previous;
      targetOutputIds[row * targetTime + t] = previous = id;
    }
  }
  return {
    batchSize,
    sourceTime,
    targetTime,
    sourceIds,
    ...(featureSize === undefined ? {} : { featureSize, sourceFeatures }),
    sourceLengths,
    targetInputIds,
    targetOutputIds,
    targetLengths,
    rows: Int32Array.from({ length: batchSize }, (_, row) => row),
    targetTokens: targetLengths.reduce((sum, length) => sum + length, 0),
  };
}

/** The same rows in another order. */
export function reorderRows(batch: Batch, order: readonly number[]): Batch {
  return {
    ...batch,
    ...layOut(batch, order, batch),
  };
}

/** The same batch with more padding: longer in time, and with rows that only fill the batch. */
export function padPointerBatch(
  batch: Batch,
  extra: { source: number; target: number; rows: number },
): Batch {
  const size = {
    batchSize: batch.batchSize + extra.rows,
    sourceTime: batch.sourceTime + extra.source,
    targetTime: batch.targetTime + extra.target,
  };
  const rows = Array.from({ length: batch.batchSize }, (_, row) => row);
  return { ...batch, ...size, ...layOut(batch, rows, size) };
}

function layOut(
  batch: Batch,
  order: readonly number[],
  { batchSize, sourceTime, targetTime }: Pick<Batch, 'batchSize' | 'sourceTime' | 'targetTime'>,
) {
  const { featureSize = 0 } = batch;
  const move = <T extends Int32Array | Float32Array>(from: T, to: T, width: number, newWidth: number): T => {
    order.forEach((row, slot) => to.set(from.subarray(row * width, (row + 1) * width), slot * newWidth));
    return to;
  };
  const ids = (values: Int32Array, time: number, newTime: number): Int32Array =>
    move(values, new Int32Array(batchSize * newTime), time, newTime);
  return {
    sourceIds: ids(batch.sourceIds, batch.sourceTime, sourceTime),
    ...(batch.sourceFeatures === undefined
      ? {}
      : {
          sourceFeatures: move(
            batch.sourceFeatures,
            new Float32Array(batchSize * sourceTime * featureSize),
            batch.sourceTime * featureSize,
            sourceTime * featureSize,
          ),
        }),
    sourceLengths: ids(batch.sourceLengths, 1, 1),
    targetInputIds: ids(batch.targetInputIds, batch.targetTime, targetTime),
    targetOutputIds: ids(batch.targetOutputIds, batch.targetTime, targetTime),
    targetLengths: ids(batch.targetLengths, 1, 1),
    rows: Int32Array.from({ length: batchSize }, (_, slot) => order[slot] ?? -1),
  };
}
