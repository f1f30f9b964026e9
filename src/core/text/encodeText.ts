import type { Codecs } from './codecs';
import type { TextCodec } from './textCodec';

/** A source as the encoder reads it. */
export interface EncodedSource {
  /** `[sourceLength]` reversed and ended as configured. */
  readonly ids: Int32Array;
  /** `[sourceLength]` what stands at each position, for the axes of an attention map. */
  readonly labels: readonly string[];
  /** Tokens in reading order, without special symbols. */
  readonly tokens: readonly string[];
  /** Tokens that are not in the vocabulary, each once, in order of appearance. */
  readonly unknownTokens: readonly string[];
}

/** The source has more tokens than the model was configured for. */
export class SourceTooLongError extends Error {
  override readonly name = 'SourceTooLongError';

  constructor(
    readonly tokenCount: number,
    readonly maxLength: number,
    unit: string,
  ) {
    super(
      `The source has ${tokenCount} ${unit}, but this model takes at most ${maxLength} (data.src.max_length). Shorten or split it, or train with a larger data.src.max_length.`,
    );
  }
}

/**
 * Text → what the encoder reads. Throws a {@link SourceTooLongError} when it has more than `maxLength` tokens; tokens
 * unknown to the vocabulary are no error (see {@link describeUnknownTokens}).
 */
export function encodeSource(codecs: Codecs, text: string, maxLength: number): EncodedSource {
  const codec = codecs.source;
  const tokens = codec.tokenize(text);
  if (tokens.length > maxLength) {
    const unit = codec.toJSON().level === 'char' ? 'characters' : 'words';
    throw new SourceTooLongError(tokens.length, maxLength, unit);
  }
  const unknownTokens = [...new Set(tokens.filter((token) => codec.idOf(token) === codec.unkId))];
  const ids = encodeSourceTokens(codecs, tokens);
  const labels = codecs.sourceReverse ? [...tokens].reverse() : [...tokens];
  if (codecs.sourceEos) labels.push(codec.tokenOf(codec.eosId));
  return { ids, labels, tokens, unknownTokens };
}

/** Source tokens in reading order → ids as the encoder reads them. */
export function encodeSourceTokens(codecs: Codecs, tokens: readonly string[]): Int32Array {
  const ids = new Int32Array(tokens.length + (codecs.sourceEos ? 1 : 0));
  for (let index = 0; index < tokens.length; index++) {
    const position = codecs.sourceReverse ? tokens.length - 1 - index : index;
    ids[position] = codecs.source.idOf(tokens[index]!);
  }
  if (codecs.sourceEos) ids[tokens.length] = codecs.source.eosId;
  return ids;
}

/** Target tokens → ids with the end symbol last, without the begin symbol. */
export function encodeTargetTokens(codec: TextCodec, tokens: readonly string[]): Int32Array {
  const ids = new Int32Array(tokens.length + 1);
  tokens.forEach((token, index) => (ids[index] = codec.idOf(token)));
  ids[tokens.length] = codec.eosId;
  return ids;
}

/** Target text → ids with the end symbol last, without the begin symbol. */
export function encodeTarget(codec: TextCodec, text: string): Int32Array {
  return encodeTargetTokens(codec, codec.tokenize(text));
}

/** Ids → tokens up to the first end symbol; padding and begin symbols are left out, the unknown symbol stays. */
export function decodeTokens(codec: TextCodec, ids: Iterable<number>): string[] {
  const tokens: string[] = [];
  for (const id of ids) {
    if (id === codec.eosId) break;
    if (id !== codec.padId && id !== codec.bosId) tokens.push(codec.tokenOf(id));
  }
  return tokens;
}

/** Ids → text up to the first end symbol. */
export function decodeText(codec: TextCodec, ids: Iterable<number>): string {
  return codec.detokenize(decodeTokens(codec, ids));
}

const shownTokens = 10;

/** A warning about tokens that the model never saw; `undefined` when there are none. */
export function describeUnknownTokens(encoded: EncodedSource, unkToken: string): string | undefined {
  const { unknownTokens } = encoded;
  if (unknownTokens.length === 0) return undefined;
  const shown = unknownTokens.slice(0, shownTokens).map((token) => JSON.stringify(token));
  const more = unknownTokens.length - shown.length;
  return `Not in the source vocabulary and read as ${unkToken}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}. The training split has no such token, so expect mistakes around it.`;
}
