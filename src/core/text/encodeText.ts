import type { Codecs } from './codecs';
import { exampleVectors } from './exampleVectors';
import { findSmilesProblem, type SmilesProblem } from './smilesTokens';
import { PictureError } from '../image/picture';
import type { FeatureValues, SerializedTextCodec, TextCodec } from './textCodec';

/** A source as the encoder reads it. */
export interface EncodedSource {
  /** `[sourceLength]` reversed and ended as configured. */
  readonly ids: Int32Array;
  /** `[sourceLength, featureSize]`; undefined where tokens have no numbers. */
  readonly features: FeatureValues | undefined;
  /** Tokens in reading order, without special symbols. */
  readonly tokens: readonly string[];
  /** Tokens that are not in the vocabulary, each once, in order of appearance. */
  readonly unknownTokens: readonly string[];
}

/** A model can't read a source. The message is for people. */
export abstract class SourceError extends Error {}

/** The source has more tokens than the model was configured for. */
export class SourceTooLongError extends SourceError {
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

/** The source should be vectors, and something in it is none. */
export class NoVectorError extends SourceError {
  override readonly name = 'NoVectorError';

  constructor(
    readonly token: string,
    readonly vectorSize: number,
  ) {
    super(
      `The source must be vectors of ${vectorSize} ${vectorSize === 1 ? 'number' : 'numbers'}, such as ${exampleVectors(vectorSize)} (commas within a vector, white space between vectors), but ${JSON.stringify(token)} is none.`,
    );
  }
}

/** The source should be a picture. */
export class NoPictureError extends SourceError {
  override readonly name = 'NoPictureError';

  /** @param problem what it is instead, as a sentence without its subject */
  constructor(problem: string) {
    super(`The picture ${problem}`);
  }
}

/** The source should be a molecule, and something in it is no SMILES. */
export class NoSmilesError extends SourceError {
  override readonly name = 'NoSmilesError';

  constructor({ character, column }: SmilesProblem) {
    super(
      `The source must be molecules as SMILES, such as CC(=O)Oc1ccccc1, but ${JSON.stringify(character)} at column ${column} is none.`,
    );
  }
}

/**
 * Text → what the encoder reads. Throws a {@link SourceError} when it has more than `maxLength` tokens, or when a vector,
 * a molecule or a picture can't be read; tokens unknown to a vocabulary are no error (see {@link describeUnknownTokens}).
 */
export function encodeSource(codecs: Codecs, text: string, maxLength: number): EncodedSource {
  const codec = codecs.source;
  const { level } = codec.toJSON();
  const problem = level === 'smiles' ? findSmilesProblem(text) : undefined;
  if (problem !== undefined) throw new NoSmilesError(problem);
  const tokens = codec.tokenize(text);
  if (tokens.length > maxLength) throw new SourceTooLongError(tokens.length, maxLength, units[level]);
  const unknownTokens = [...new Set(tokens.filter((token) => codec.idOf(token) === codec.unkId))];
  const [unknown] = unknownTokens;
  if (codec.features !== undefined && unknown !== undefined)
    throw new NoVectorError(unknown, codec.features.size);
  const ids = encodeSourceTokens(codecs, tokens);
  return { ids, features: readFeatures(codecs, tokens), tokens, unknownTokens };
}

function readFeatures(codecs: Codecs, tokens: readonly string[]): FeatureValues | undefined {
  if (codecs.source.toJSON().level === 'image' && tokens.length === 0)
    throw new NoPictureError('is missing: give the path of a PNG file.');
  try {
    return encodeSourceFeatures(codecs, tokens);
  } catch (error) {
    if (error instanceof PictureError) throw new NoPictureError(error.message);
    throw error;
  }
}

/** What the tokens of a level are, in words. */
const units: Readonly<Record<SerializedTextCodec['level'], string>> = {
  char: 'characters',
  word: 'words',
  bpe: 'pieces of words',
  smiles: 'SMILES tokens',
  vector: 'vectors',
  pointer: 'positions',
  image: 'pictures',
};

/**
 * The numbers of source tokens in reading order, as the encoder reads them: `[sourceLength, featureSize]`, zeros at the end
 * symbol; undefined where tokens have none.
 * @throws PictureError when a token is no picture that can be read
 */
export function encodeSourceFeatures(codecs: Codecs, tokens: readonly string[]): FeatureValues | undefined {
  const { features } = codecs.source;
  if (features === undefined) return undefined;
  const read = features.of(codecs.sourceReverse ? tokens.toReversed() : tokens);
  if (!codecs.sourceEos) return read;
  const ended = new Float32Array(read.length + features.size);
  ended.set(read);
  return ended;
}

/** Source tokens in reading order → ids as the encoder reads them. */
export function encodeSourceTokens(codecs: Codecs, tokens: readonly string[]): Int32Array {
  const rows = codecs.source.features?.positionsOfToken ?? 1;
  if (rows > 1)
    return new Int32Array(tokens.flatMap((token) => Array<number>(rows).fill(codecs.source.idOf(token))));
  const ids = new Int32Array(tokens.length + (codecs.sourceEos ? 1 : 0));
  for (let index = 0; index < tokens.length; index++) {
    const position = codecs.sourceReverse ? tokens.length - 1 - index : index;
    ids[position] = codecs.source.idOf(tokens[index]!);
  }
  if (codecs.sourceEos) ids[tokens.length] = codecs.source.eosId;
  return ids;
}

/** Target tokens → ids without the begin symbol, with the end symbol last if the text ends there. */
export function encodeTargetTokens(codec: TextCodec, tokens: readonly string[], ends = true): Int32Array {
  const ids = new Int32Array(tokens.length + (ends ? 1 : 0));
  tokens.forEach((token, index) => (ids[index] = codec.idOf(token)));
  if (ends) ids[tokens.length] = codec.eosId;
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
