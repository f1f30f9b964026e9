import type { Batch } from '../../src/core/data/batch';
import { pictureSize, type PictureFormat } from '../../src/core/image/picture';
import { randomBatch, randomNumbers } from './seq2seqFixture';

export interface PictureBatchSize {
  readonly batchSize: number;
  readonly targetTime: number;
  readonly vocabularySize: number;
  readonly picture: PictureFormat;
  readonly seed: number;
}

/** A batch of random pictures and captions; rows of padding follow the rows of pixels. */
export function randomPictureBatch({ picture, seed, ...size }: PictureBatchSize): Batch {
  const { height, width, channels } = picture;
  const sourceTime = height + 2;
  const batch = randomBatch({ ...size, sourceTime, seed });
  const random = randomNumbers(seed + 500);
  const featureSize = width * channels;
  const sourceFeatures = new Float32Array(size.batchSize * sourceTime * featureSize);
  for (let row = 0; row < size.batchSize; row++)
    for (let index = 0; index < pictureSize(picture); index++)
      sourceFeatures[row * sourceTime * featureSize + index] = random();
  const sourceLengths = new Int32Array(size.batchSize).fill(height);
  return { ...batch, sourceLengths, featureSize, sourceFeatures };
}

/** Special symbols and three levels of ink. */
export const inkVocabularySize = 7;
const [bosId, eosId, firstLevel] = [2, 3, 4];

export interface DrawnBatchSize {
  readonly batchSize: number;
  /** Tokens of a target, before its end. */
  readonly pixels: number;
  readonly sourceVocabularySize: number;
  /** What the source is; default: words. */
  readonly source?: PictureFormat | undefined;
  readonly seed: number;
}

/** Sources of random lengths and pictures of random pixels, the last row without a picture: it only fills the batch. */
export function randomDrawnBatch(size: DrawnBatchSize): Batch {
  const { batchSize, pixels, sourceVocabularySize: vocabularySize, source, seed } = size;
  const targetTime = pixels + 1;
  const sizes = { batchSize, targetTime, seed, vocabularySize };
  const batch =
    source === undefined
      ? randomBatch({ ...sizes, sourceTime: 4 })
      : randomPictureBatch({ ...sizes, picture: source });
  const random = randomNumbers(seed + 1000);
  const pixel = () => firstLevel + Math.floor(random() * (inkVocabularySize - firstLevel));
  const targetOutputIds = Int32Array.from({ length: batchSize * targetTime }, (_, index) =>
    (index + 1) % targetTime === 0 ? eosId : pixel(),
  );
  const targetInputIds = Int32Array.from(targetOutputIds, (_, index) =>
    index % targetTime === 0 ? bosId : targetOutputIds[index - 1]!,
  );
  const targetLengths = new Int32Array(batchSize).fill(targetTime, 0, batchSize - 1);
  const targetTokens = (batchSize - 1) * targetTime;
  return { ...batch, targetInputIds, targetOutputIds, targetLengths, targetTokens };
}
