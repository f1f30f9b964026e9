import type { TextCodec } from '../../../text/textCodec';

/** What a token adds to the text of a hypothesis. */
export interface SpelledToken {
  /** Code points. */
  readonly characters: readonly string[];
  /** What stands between it and a token that follows. */
  readonly separator: string;
}

/** The text of a token at the level of the codec. */
export function spellToken(codec: TextCodec, token: string): SpelledToken {
  return { characters: Array.from(token), separator: codec.toJSON().level === 'char' ? '' : ' ' };
}

/** `[vocabulary]`; undefined for special symbols, which are no text. */
export function spellVocabulary(codec: TextCodec): (SpelledToken | undefined)[] {
  const special = new Set([codec.padId, codec.unkId, codec.bosId, codec.eosId]);
  return Array.from({ length: codec.vocabularySize }, (_, id) =>
    special.has(id) ? undefined : spellToken(codec, codec.tokenOf(id)),
  );
}
