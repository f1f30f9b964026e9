import type { FeatureValues } from '../text/textCodec';
import type { Pair } from './pair';

/**
 * A padded batch of token ids, row-major. Masks come from the lengths, never from "token ≠ pad".
 * The source already has its end symbol and is already reversed where the config asks for it.
 */
export interface Batch {
  readonly batchSize: number;
  /** Padded length of the source (a multiple of `length_bucket_width`). */
  readonly sourceTime: number;
  /** Padded length of the target, end symbol included (a multiple of `length_bucket_width`). */
  readonly targetTime: number;
  /** `[batch, sourceTime]` */
  readonly sourceIds: Int32Array;
  /** Numbers of each source position; undefined where ids are all there is. */
  readonly featureSize?: number | undefined;
  /** `[batch, sourceTime, featureSize]`, zero at padding; there with `featureSize`. */
  readonly sourceFeatures?: Float32Array | undefined;
  /** `[batch]` tokens in each source, end symbol included; may be 0. */
  readonly sourceLengths: Int32Array;
  /** `[batch, targetTime]` what the decoder reads: begin symbol, then the target (teacher forcing). */
  readonly targetInputIds: Int32Array;
  /** `[batch, targetTime]` what the decoder should write: the target, then the end symbol. */
  readonly targetOutputIds: Int32Array;
  /** `[batch]` tokens in each target, end symbol included; at least 1, but 0 for rows added to fill the batch. */
  readonly targetLengths: Int32Array;
  /** Index of each row in its dataset; -1 for rows added to fill the batch. */
  readonly rows: Int32Array;
  /** Σ targetLengths. */
  readonly targetTokens: number;
}

/** An encoded pair: token ids without padding. */
export interface Example {
  /** Source ids as the encoder reads them (reversed and ended as configured). */
  readonly sourceIds: Int32Array;
  /** `[sourceLength, featureSize]` the numbers of each position, in the same order. */
  readonly sourceFeatures?: FeatureValues | undefined;
  /** Target ids with the end symbol last, without the begin symbol. */
  readonly targetIds: Int32Array;
  readonly pair: Pair;
}
