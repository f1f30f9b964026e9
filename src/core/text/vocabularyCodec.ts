import { distinctSpecials } from './distinctSpecials';
import { detokenize, tokenize } from './tokenizer';
import type { SerializedVocabulary, TextCodec } from './textCodec';

/**
 * A codec over a fixed vocabulary, for characters and words alike. Text never becomes a special symbol: a word `</s>`
 * in the data is an ordinary word that gets its own entry. The one exception is the unknown token at word level, since
 * prepared corpora spell it out; there it means what it says.
 */
export class VocabularyCodec implements TextCodec {
  readonly padId: number;
  readonly unkId: number;
  readonly bosId: number;
  readonly eosId: number;
  private readonly ids = new Map<string, number>();

  constructor(private readonly serialized: SerializedVocabulary) {
    const { vocabulary, padToken, unkToken, bosToken, eosToken } = serialized;
    const specials = distinctSpecials(serialized);
    if (specials.some((token, id) => vocabulary[id] !== token)) {
      throw new Error(
        `A vocabulary starts with its special symbols ${specials.join(' ')}, but this one starts with ${vocabulary.slice(0, specials.length).join(' ')}. The file is damaged or from another version.`,
      );
    }
    this.padId = specials.indexOf(padToken);
    this.unkId = specials.indexOf(unkToken);
    this.bosId = specials.indexOf(bosToken);
    this.eosId = specials.indexOf(eosToken);
    for (let id = specials.length; id < vocabulary.length; id++) this.ids.set(vocabulary[id]!, id);
  }

  get vocabularySize(): number {
    return this.serialized.vocabulary.length;
  }

  tokenize(text: string): string[] {
    return tokenize(text, this.serialized);
  }

  detokenize(tokens: readonly string[]): string {
    return detokenize(tokens, this.serialized);
  }

  idOf(token: string): number {
    return this.ids.get(token) ?? this.unkId;
  }

  tokenOf(id: number): string {
    const token = this.serialized.vocabulary[id];
    if (token === undefined) {
      throw new RangeError(`No token has id ${id}: the vocabulary has ids 0 to ${this.vocabularySize - 1}.`);
    }
    return token;
  }

  toJSON(): SerializedVocabulary {
    return this.serialized;
  }
}
