import type { TextCodec } from '../text/textCodec';
import type { Batch, Example } from './batch';
import { putFeatures } from './putFeatures';

/** The ids that padding a batch takes. */
export type SpecialIds = Pick<TextCodec, 'padId' | 'bosId'>;

/** Padded shape of a batch: steps are compiled once for each. */
export interface BatchShape {
  readonly batchSize: number;
  readonly sourceTime: number;
  readonly targetTime: number;
  /** Numbers of each source position; undefined where ids are all there is. */
  readonly featureSize?: number | undefined;
}

/**
 * Lays examples out as one padded batch. Rows beyond `rows.length` are empty: row −1, both lengths 0, padding only.
 * Throws a RangeError when a row does not fit the shape.
 */
export function fillBatch(
  examples: readonly Example[],
  rows: Int32Array,
  { batchSize, sourceTime, targetTime, featureSize }: BatchShape,
  ids: { readonly source: SpecialIds; readonly target: SpecialIds },
): Batch {
  const batch = {
    batchSize,
    sourceTime,
    targetTime,
    sourceIds: new Int32Array(batchSize * sourceTime).fill(ids.source.padId),
    ...(featureSize === undefined
      ? {}
      : { featureSize, sourceFeatures: new Float32Array(batchSize * sourceTime * featureSize) }),
    sourceLengths: new Int32Array(batchSize),
    targetInputIds: new Int32Array(batchSize * targetTime).fill(ids.target.padId),
    targetOutputIds: new Int32Array(batchSize * targetTime).fill(ids.target.padId),
    targetLengths: new Int32Array(batchSize),
    rows: new Int32Array(batchSize).fill(-1),
  };
  let targetTokens = 0;
  rows.forEach((row, slot) => {
    const example = examples[row];
    if (example === undefined) throw new RangeError(`There is no example ${row}.`);
    const { sourceIds, targetIds } = example;
    if (slot >= batchSize || sourceIds.length > sourceTime || targetIds.length > targetTime) {
      throw new RangeError(
        `Example ${row} (${sourceIds.length} → ${targetIds.length} tokens) does not fit slot ${slot} of a batch of ${batchSize} × (${sourceTime} → ${targetTime}).`,
      );
    }
    batch.rows[slot] = row;
    batch.sourceIds.set(sourceIds, slot * sourceTime);
    if (featureSize !== undefined && batch.sourceFeatures !== undefined)
      putFeatures(example.sourceFeatures, batch.sourceFeatures, slot * sourceTime * featureSize);
    batch.sourceLengths[slot] = sourceIds.length;
    batch.targetOutputIds.set(targetIds, slot * targetTime);
    batch.targetInputIds[slot * targetTime] = ids.target.bosId;
    batch.targetInputIds.set(targetIds.subarray(0, -1), slot * targetTime + 1);
    batch.targetLengths[slot] = targetIds.length;
    targetTokens += targetIds.length;
  });
  return { ...batch, targetTokens };
}
