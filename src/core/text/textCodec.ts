/**
 * Text ⇄ token ids of one side. The one pipeline for training, validation, the command line and the editor selection.
 */
export interface TextCodec {
  readonly vocabularySize: number;
  readonly padId: number;
  readonly unkId: number;
  readonly bosId: number;
  readonly eosId: number;
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

/** Plain-data form of a {@link TextCodec}: `vocabulary[id]` is the token, special symbols first. */
export interface SerializedTextCodec {
  readonly level: 'char' | 'word';
  readonly lowercase: boolean;
  readonly unkToken: string;
  readonly padToken: string;
  readonly bosToken: string;
  readonly eosToken: string;
  readonly vocabulary: readonly string[];
}

/** Both sides, with what only the source has. */
export interface SerializedCodecs {
  readonly source: SerializedTextCodec;
  readonly target: SerializedTextCodec;
  readonly sourceReverse: boolean;
  readonly sourceEos: boolean;
}
