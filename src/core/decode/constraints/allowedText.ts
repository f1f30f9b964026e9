import type { TextCodec } from '../../text/textCodec';
import type { TextMachine } from '../../text/grammars/textMachine';
import { forbidUnless, type Constraint } from './constraint';
import type { ReadingPlace } from './text/readingPlace';
import { spellToken, spellVocabulary } from './text/spelledTokens';
import { TokenGrammar } from './text/tokenGrammar';

interface AllowedState {
  /** Undefined: what was written can't become an accepted text. */
  readonly place: ReadingPlace | undefined;
  /** Tokens written. */
  readonly written: number;
}

/** Texts of a machine in tokens of a vocabulary. What it has explored serves every search. */
export class AllowedText {
  private readonly tokens: ReturnType<typeof spellVocabulary>;
  private readonly grammar: TokenGrammar;

  constructor(
    machine: TextMachine,
    private readonly codec: TextCodec,
  ) {
    this.tokens = spellVocabulary(codec);
    this.grammar = new TokenGrammar(machine, this.tokens);
  }

  /**
   * Every finished hypothesis is a text that the machine accepts, within the longest length: a token is allowed when enough
   * room remains for a way to the end.
   * @param prefixTokens those that hypotheses are forced to begin with, as spelt: the vocabulary may not know them
   */
  constraint(prefixTokens: readonly string[] = []): Constraint<AllowedState> {
    const { grammar, codec, tokens } = this;
    return {
      start: () => ({ place: grammar.start, written: 0 }),
      advance: ({ place, written }, id) => {
        const prefixToken = prefixTokens[written];
        const token = prefixToken === undefined ? tokens[id] : spellToken(codec, prefixToken);
        return { place: place && token && grammar.read(place, token), written: written + 1 };
      },
      forbid: ({ place }, room, mask) => {
        if (place === undefined) return forbidUnless(mask, () => false);
        const ends = grammar.endsAfter(place);
        return forbidUnless(mask, (id) => {
          if (id === codec.eosId) return grammar.mayEnd(place);
          const toEnd = ends[id];
          return toEnd !== undefined && toEnd + 2 <= room;
        });
      },
    };
  }
}
