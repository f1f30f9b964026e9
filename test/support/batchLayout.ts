import type { Batch } from '../../src/core/data/batch';

/** The same rows in another order. */
export function reorderRows(batch: Batch, order: readonly number[]): Batch {
  return {
    ...batch,
    ...layOut(batch, order, batch),
  };
}

/** The same batch with more padding: longer in time, and with rows that only fill the batch. */
export function padBatch(batch: Batch, extra: { source: number; target: number; rows: number }): Batch {
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
