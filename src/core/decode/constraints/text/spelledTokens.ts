import type { TextCodec } from '../../../text/textCodec';

/** What a token adds to the text of a hypothesis. */
export interface SpelledToken {
  /** Code points. */
  readonly characters: readonly string[];
  /** What stands between it and a token that follows: nothing or a space. */
  readonly separator: string;
}

/** The text of a token, and whether the next one joins it: as the codec makes text of two of it. */
export function spellToken(codec: TextCodec, token: string): SpelledToken {
  const text = codec.detokenize([token]);
  const twice = codec.detokenize([token, token]);
  return { characters: Array.from(text), separator: twice.slice(text.length, twice.length - text.length) };
}

/** `[vocabulary]`; undefined for special symbols, which are no text. */
export function spellVocabulary(codec: TextCodec): (SpelledToken | undefined)[] {
  const special = new Set([codec.padId, codec.unkId, codec.bosId, codec.eosId]);
  return Array.from({ length: codec.vocabularySize }, (_, id) =>
    special.has(id) ? undefined : spellToken(codec, codec.tokenOf(id)),
  );
}
