import { matMul, reshape, type Tensor3D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../step/step';
import { maskedSoftmax } from '../../ops/maskedSoftmax';
import type { EncodedSource } from '../model';

/** A score function: how well each source position fits what the decoder is about to do. Holds no tensors. */
export interface AttentionScore {
  readonly keySize: number;
  /** Names of the parameters that `score` reads. */
  readonly queryParameters: readonly string[];
  /**
   * The part of the score that depends on the source alone, computed once per source.
   * @param outputs `[batch, sourceTime, encoderOutput]`
   * @returns `[batch, sourceTime, keySize]`
   */
  projectKeys(parameters: NamedTensors, outputs: Tensor3D): Tensor3D;
  /**
   * @param queries decoder states `[batch, steps, units]`
   * @param keys `[batch, sourceTime, keySize]`
   * @returns `[batch, steps, sourceTime]`
   */
  score(parameters: NamedTensors, queries: Tensor3D, keys: Tensor3D): Tensor3D;
}

export interface Attended {
  /** Weighted means of the encoder outputs: `[batch, steps, encoderOutput]`. */
  readonly context: Tensor3D;
  /** `[batch, steps, sourceTime]`; a row sums to 1, or to 0 for a source without tokens. */
  readonly weights: Tensor3D;
}

/** Scores, normalises over the source's tokens and averages the encoder outputs: context 0 for an empty source. */
export function attend(
  score: AttentionScore,
  parameters: NamedTensors,
  queries: Tensor3D,
  { outputs, keys, mask }: EncodedSource,
): Attended {
  if (keys === undefined) throw new Error('The source was encoded without attention keys.');
  const [batch, sourceTime] = mask.shape;
  const weights = maskedSoftmax(
    score.score(parameters, queries, keys),
    reshape(mask, [batch, 1, sourceTime]),
  );
  return { context: matMul(weights, outputs), weights };
}
