import type { PictureFormat } from '../image/picture';
import type { Codecs } from '../text/codecs';
import type { TextCodec } from '../text/textCodec';

/** What a model must know of the text on both sides. */
export interface ModelSizes {
  readonly sourceVocabularySize: number;
  readonly targetVocabularySize: number;
  /** The tokens of a vocabulary by id, for embeddings that are made of them. */
  readonly sourceTokens?: readonly string[] | undefined;
  readonly targetTokens?: readonly string[] | undefined;
  /** Vectors to begin with, from files, by id. */
  readonly sourceVectors?: ReadonlyMap<number, Float32Array> | undefined;
  readonly targetVectors?: ReadonlyMap<number, Float32Array> | undefined;
  /** Numbers of each source position; undefined where ids are all there is. */
  readonly sourceFeatureSize?: number | undefined;
  /** What the source's pictures are like; undefined where it is none. */
  readonly picture?: PictureFormat | undefined;
  /** Whether the target is made of positions of the source. */
  readonly pointsAtSource?: boolean;
}

export function modelSizes({ source, target }: Pick<Codecs, 'source' | 'target'>): ModelSizes {
  return {
    sourceVocabularySize: source.vocabularySize,
    targetVocabularySize: target.vocabularySize,
    sourceTokens: tokensOf(source),
    targetTokens: tokensOf(target),
    sourceFeatureSize: source.features?.size,
    picture: pictureOf(source),
    pointsAtSource: target.toJSON().level === 'pointer',
  };
}

function pictureOf(codec: TextCodec): PictureFormat | undefined {
  const serialized = codec.toJSON();
  return serialized.level === 'image' ? serialized : undefined;
}

function tokensOf(codec: TextCodec): readonly string[] | undefined {
  const serialized = codec.toJSON();
  return 'vocabulary' in serialized ? serialized.vocabulary : undefined;
}
