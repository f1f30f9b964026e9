import type { Batch } from '../../core/data/batch';
import { seededRandom } from '../../core/data/seededRandom';
import type { BenchSize } from './benchCase';

/** Ids below belong to special symbols: padding, unknown, begin and end. */
const specialSymbols = 4;
const bosId = 2;
const eosId = 3;
/** Sequences of a batch differ by less than this in length, as those of a bucket do. */
const bucketWidth = 8;

/** A batch of random tokens with lengths as batches of length buckets have them, always the same for a size. */
export function benchBatch(size: Omit<BenchSize, 'embedding' | 'hidden' | 'layers'>): Batch {
  const { batch: batchSize, sourceTime, targetTime, vocabulary } = size;
  const random = seededRandom('bench', batchSize, sourceTime, targetTime, vocabulary);
  const token = () => specialSymbols + random.integer(vocabulary - specialSymbols);
  const lengths = (longest: number) =>
    Int32Array.from({ length: batchSize }, (_, row) =>
      row === 0 ? longest : Math.max(1, longest - random.integer(bucketWidth)),
    );
  const sourceLengths = lengths(sourceTime);
  const targetLengths = lengths(targetTime);
  const sourceIds = new Int32Array(batchSize * sourceTime);
  const targetInputIds = new Int32Array(batchSize * targetTime);
  const targetOutputIds = new Int32Array(batchSize * targetTime);
  for (let row = 0; row < batchSize; row++) {
    const sourceLength = sourceLengths[row]!;
    const targetLength = targetLengths[row]!;
    for (let t = 0; t < sourceLength; t++)
      sourceIds[row * sourceTime + t] = t === sourceLength - 1 ? eosId : token();
    let previous = bosId;
    for (let t = 0; t < targetLength; t++) {
      const at = row * targetTime + t;
      targetInputIds[at] = previous;
      targetOutputIds[at] = previous = t === targetLength - 1 ? eosId : token();
    }
  }
  return {
    batchSize,
    sourceTime,
    targetTime,
    sourceIds,
    sourceLengths,
    targetInputIds,
    targetOutputIds,
    targetLengths,
    rows: Int32Array.from({ length: batchSize }, (_, row) => row),
    targetTokens: targetLengths.reduce((sum, length) => sum + length, 0),
  };
}
