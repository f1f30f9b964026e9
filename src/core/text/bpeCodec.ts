import { joinPieces, splitWords } from './bpe/bpeText';
import { WordSegmenter } from './bpe/wordSegmenter';
import type { SerializedBpe, TextCodec } from './textCodec';
import { tokenize } from './tokenizer';
import { VocabularyCodec } from './vocabularyCodec';

/** Pieces of words by byte pair encoding (Sennrich, Haddow & Birch 2016), over a vocabulary of pieces. */
export class BpeCodec implements TextCodec {
  readonly padId: number;
  readonly unkId: number;
  readonly bosId: number;
  readonly eosId: number;
  private readonly pieces: VocabularyCodec;
  private readonly segmenter: WordSegmenter;

  constructor(private readonly serialized: SerializedBpe) {
    const { merges, ...rest } = serialized;
    // Pieces are looked up like words.
    this.pieces = new VocabularyCodec({ ...rest, level: 'word' });
    this.segmenter = new WordSegmenter(merges);
    const { padId, unkId, bosId, eosId } = this.pieces;
    this.padId = padId;
    this.unkId = unkId;
    this.bosId = bosId;
    this.eosId = eosId;
  }

  get vocabularySize(): number {
    return this.pieces.vocabularySize;
  }

  tokenize(text: string): string[] {
    const { lowercase } = this.serialized;
    return splitWords(tokenize(text, { level: 'word', lowercase }), this.segmenter);
  }

  detokenize(tokens: readonly string[]): string {
    return joinPieces(tokens);
  }

  idOf(token: string): number {
    return this.pieces.idOf(token);
  }

  tokenOf(id: number): string {
    return this.pieces.tokenOf(id);
  }

  toJSON(): SerializedBpe {
    return this.serialized;
  }
}
