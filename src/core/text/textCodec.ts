import type { PictureFormat } from '../image/picture';
import type { Merge } from './bpe/merges';
import type { SpecialTokens } from './distinctSpecials';

/**
 * Text ⇄ token ids of one side. The one pipeline for training, validation, the command line and the editor selection.
 */
export interface TextCodec {
  /** How many ids there are; of a pointer, with the longest source. */
  readonly vocabularySize: number;
  readonly padId: number;
  readonly unkId: number;
  readonly bosId: number;
  readonly eosId: number;
  /** What stands for each token in place of its id; undefined: ids are all there is. */
  readonly features?: TokenFeatures;
  /** Text → tokens (normalised, split), without special symbols, in reading order. */
  tokenize(text: string): string[];
  /** Tokens → text. */
  detokenize(tokens: readonly string[]): string;
  /** Token → id; `unkId` for a token that is not in the vocabulary. */
  idOf(token: string): number;
  /** Id → token as spelt in the vocabulary. */
  tokenOf(id: number): string;
  /** Everything needed to build the codec again (stored beside the weights). */
  toJSON(): SerializedTextCodec;
}

/** Numbers of source positions: 32-bit, or bytes of which 255 stands for 1 (pictures: four times as many fit into memory). */
export type FeatureValues = Float32Array | Uint8Array;

/** Tokens that are vectors of numbers, or several. */
export interface TokenFeatures {
  /** Numbers of each position. */
  readonly size: number;
  /** Positions that a token stands for: the rows of a picture. */
  readonly positionsOfToken: number;
  /**
   * `[tokens · positionsOfToken, size]`, row-major; zeros for a vector with the unknown id.
   * @throws PictureError when a token is no picture that can be read
   */
  of(tokens: readonly string[]): FeatureValues;
}

/** Characters, words or parts of molecules: `vocabulary[id]` is the token, special symbols first. */
export interface SerializedVocabulary extends SpecialTokens {
  readonly level: 'char' | 'word' | 'smiles';
  readonly lowercase: boolean;
  readonly vocabulary: readonly string[];
}

/** Pieces of words: `vocabulary[id]` is the piece, special symbols first. */
export interface SerializedBpe extends SpecialTokens {
  readonly level: 'bpe';
  readonly lowercase: boolean;
  /** In the order of learning. */
  readonly merges: readonly Merge[];
  readonly vocabulary: readonly string[];
}

/** Vectors of numbers. */
export interface SerializedVectors extends SpecialTokens {
  readonly level: 'vector';
  /** Numbers of each vector. */
  readonly vectorSize: number;
}

/** Positions of the source. */
export interface SerializedPositions extends SpecialTokens {
  readonly level: 'pointer';
  /** The last position of the longest source. */
  readonly positions: number;
}

/** Pictures. */
export interface SerializedPictures extends SpecialTokens, PictureFormat {
  readonly level: 'image';
}

/** Plain-data form of a {@link TextCodec}. */
export type SerializedTextCodec =
  SerializedVocabulary | SerializedBpe | SerializedVectors | SerializedPositions | SerializedPictures;

/** Both sides, with what only the source has. */
export interface SerializedCodecs {
  readonly source: SerializedTextCodec;
  readonly target: SerializedTextCodec;
  readonly sourceReverse: boolean;
  readonly sourceEos: boolean;
}
