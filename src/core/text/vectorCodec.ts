import { parseVector } from './vectorText';
import { wordsOf } from './wordsOf';
import { bosId, eosId, padId, specialSymbolCount, unkId } from './specialIds';
import type { SerializedVectors, TextCodec, TokenFeatures } from './textCodec';

/** The id of every vector: what tells them apart are their numbers. */
const vectorId = specialSymbolCount;

/**
 * Text of vectors such as `0.12,0.93 0.5,0.4`: white space between vectors, commas between their numbers. What is no vector
 * of the right size is the unknown token.
 */
export class VectorCodec implements TextCodec {
  readonly vocabularySize = specialSymbolCount + 1;
  readonly padId = padId;
  readonly unkId = unkId;
  readonly bosId = bosId;
  readonly eosId = eosId;
  readonly features: TokenFeatures;

  constructor(private readonly serialized: SerializedVectors) {
    const { vectorSize: size } = serialized;
    this.features = {
      size,
      positionsOfToken: 1,
      of: (tokens) => {
        const values = new Float32Array(tokens.length * size);
        tokens.forEach((token, index) => {
          values.set(parseVector(token, size) ?? [], index * size);
        });
        return values;
      },
    };
  }

  tokenize(text: string): string[] {
    return wordsOf(text);
  }

  detokenize(tokens: readonly string[]): string {
    return tokens.join(' ');
  }

  idOf(token: string): number {
    return parseVector(token, this.serialized.vectorSize) === undefined ? unkId : vectorId;
  }

  tokenOf(id: number): string {
    const { padToken, unkToken, bosToken, eosToken } = this.serialized;
    const token = [padToken, unkToken, bosToken, eosToken, 'vector'][id];
    if (token === undefined)
      throw new RangeError(`No token has id ${id}: vectors have ids 0 to ${vectorId}.`);
    return token;
  }

  toJSON(): SerializedVectors {
    return this.serialized;
  }
}
