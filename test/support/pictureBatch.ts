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
