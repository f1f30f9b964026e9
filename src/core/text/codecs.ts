import { restoreCodec } from './restoreCodec';
import type { SerializedCodecs, TextCodec } from './textCodec';

/** The codecs of both sides, with what only the source has. */
export interface Codecs {
  readonly source: TextCodec;
  readonly target: TextCodec;
  /** Whether the encoder reads the source backwards. */
  readonly sourceReverse: boolean;
  /** Whether the source ends with the end symbol. */
  readonly sourceEos: boolean;
}

/** Plain data to store beside the weights; {@link restoreCodecs} reads it. */
export function serializeCodecs(codecs: Codecs): SerializedCodecs {
  return {
    source: codecs.source.toJSON(),
    target: codecs.target.toJSON(),
    sourceReverse: codecs.sourceReverse,
    sourceEos: codecs.sourceEos,
  };
}

/** The codecs that {@link serializeCodecs} stored. Throws when a vocabulary lacks its special symbols. */
export function restoreCodecs(serialized: SerializedCodecs): Codecs {
  return {
    source: restoreCodec(serialized.source),
    target: restoreCodec(serialized.target),
    sourceReverse: serialized.sourceReverse,
    sourceEos: serialized.sourceEos,
  };
}
