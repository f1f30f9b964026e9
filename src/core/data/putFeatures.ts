import type { FeatureValues } from '../text/textCodec';

/** Writes the numbers of a source into those of a batch, bytes as parts of 255. */
export function putFeatures(values: FeatureValues | undefined, batch: Float32Array, start: number): void {
  if (values === undefined) return;
  batch.set(values, start);
  if (values instanceof Float32Array) return;
  const end = start + values.length;
  for (let index = start; index < end; index++) batch[index]! /= 255;
}
