import type { TextCodec } from '../../text/textCodec';
import { forbidUnless, type Constraint } from './constraint';
import type { ReadingPlace } from './text/readingPlace';
import { spellToken, spellVocabulary } from './text/spelledTokens';
import type { TextMachine } from './text/textMachine';
import { TokenGrammar } from './text/tokenGrammar';

interface AllowedState {
  /** Undefined: what was written can't become an accepted text. */
  readonly place: ReadingPlace | undefined;
  /** Tokens written. */
  readonly written: number;
}

/**
 * Every finished hypothesis is a text that the machine accepts, within the longest length: a token is allowed when enough
 * room remains for the shortest way to an end.
 * @param prefixTokens those that hypotheses are forced to begin with, as spelt: the vocabulary may not know them
 */
export function allowedText(
  machine: TextMachine,
  codec: TextCodec,
  prefixTokens: readonly string[] = [],
): Constraint<AllowedState> {
  const tokens = spellVocabulary(codec);
  const grammar = new TokenGrammar(machine, tokens);
  return {
    start: () => ({ place: grammar.start, written: 0 }),
    advance: ({ place, written }, id) => {
      const prefixToken = prefixTokens[written];
      const token = prefixToken === undefined ? tokens[id] : spellToken(codec, prefixToken);
      return { place: place && token && grammar.read(place, token), written: written + 1 };
    },
    forbid: ({ place }, room, mask) => {
      if (place === undefined) return forbidUnless(mask, () => false);
      const next = grammar.next(place);
      return forbidUnless(mask, (id) => {
        if (id === codec.eosId) return grammar.mayEnd(place);
        const toEnd = next[id]?.[1];
        return toEnd !== undefined && toEnd + 2 <= room;
      });
    },
  };
}
