import type { Batch } from '../../core/data/batch';
import type { PictureFormat } from '../../core/image/picture';
import { seededRandom, type SeededRandom } from '../../core/data/seededRandom';
import type { BenchSize } from './benchCase';

/** Ids below belong to special symbols: padding, unknown, begin and end. */
const specialSymbols = 4;
const bosId = 2;
const eosId = 3;
/** Sequences of a batch differ by less than this in length, as those of a bucket do. */
const bucketWidth = 8;

/** A batch for a case: of pictures and captions, of points and their positions, or of tokens on both sides. */
export function benchBatch(size: BatchSize): Batch {
  if (size.picture !== undefined) return pictureBatch(size, size.picture);
  return size.featureSize === undefined ? tokenBatch(size) : pointBatch(size, size.featureSize);
}

type BatchSize = Omit<BenchSize, 'embedding' | 'hidden' | 'layers'>;

/** A batch of random tokens with lengths as batches of length buckets have them, always the same for a size. */
function tokenBatch(size: BatchSize): Batch {
  const { batch: batchSize, sourceTime, targetTime, vocabulary } = size;
  const random = seededRandom('bench', batchSize, sourceTime, targetTime, vocabulary);
  const token = () => specialSymbols + random.integer(vocabulary - specialSymbols);
  const sourceLengths = mixedLengths(random, batchSize, sourceTime);
  const targetLengths = mixedLengths(random, batchSize, targetTime);
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

/** Random pixels, and captions of random tokens. */
function pictureBatch(size: BatchSize, { height, width, channels }: PictureFormat): Batch {
  const random = seededRandom('bench pictures', size.batch, height, width);
  const featureSize = width * channels;
  const sourceFeatures = Float32Array.from(
    { length: size.batch * height * featureSize },
    () => random.integer(256) / 255,
  );
  const sourceLengths = new Int32Array(size.batch).fill(height);
  return { ...tokenBatch(size), featureSize, sourceFeatures, sourceLengths };
}

/** Random points, and all of their positions in random order. */
function pointBatch({ batch: batchSize, sourceTime, targetTime }: BatchSize, featureSize: number): Batch {
  const random = seededRandom('bench points', batchSize, sourceTime, featureSize);
  const sourceLengths = mixedLengths(random, batchSize, sourceTime);
  const sourceFeatures = new Float32Array(batchSize * sourceTime * featureSize);
  const targetInputIds = new Int32Array(batchSize * targetTime);
  const targetOutputIds = new Int32Array(batchSize * targetTime);
  sourceLengths.forEach((length, row) => {
    const first = row * sourceTime * featureSize;
    for (let i = 0; i < length * featureSize; i++) sourceFeatures[first + i] = random.integer(1000) / 1000;
    const positions = Array.from({ length }, (_, position) => ({ position, key: random.integer(2 ** 30) }));
    positions.sort((one, other) => one.key - other.key);
    const ids = positions.map(({ position }) => specialSymbols + position);
    targetInputIds.set([bosId, ...ids], row * targetTime);
    targetOutputIds.set([...ids, eosId], row * targetTime);
  });
  const targetLengths = sourceLengths.map((length) => length + 1);
  return {
    ...{ batchSize, sourceTime, targetTime, featureSize, sourceFeatures, sourceLengths, targetLengths },
    sourceIds: new Int32Array(batchSize * sourceTime),
    targetInputIds,
    targetOutputIds,
    rows: Int32Array.from({ length: batchSize }, (_, row) => row),
    targetTokens: targetLengths.reduce((sum, length) => sum + length, 0),
  };
}

function mixedLengths(random: SeededRandom, batchSize: number, longest: number): Int32Array {
  return Int32Array.from({ length: batchSize }, (_, row) =>
    row === 0 ? longest : Math.max(1, longest - random.integer(bucketWidth)),
  );
}
