import { forbidden, forbidUnless, type Constraint } from './constraint';

/** For each phrase how many of its tokens the hypothesis ends with; `met` once it has occurred. */
type PhraseProgress = readonly (number | typeof met)[];
const met = 'met';

/**
 * Every phrase, a sequence of tokens, occurs in the hypothesis (lexically constrained decoding: Hokamp & Liu 2017; Post &
 * Vilar 2018). Phrases may overlap. The end symbol is forbidden until all have occurred, and towards the longest length
 * whatever leaves too little room for what is missing. A prefix counts.
 */
export function forcedTokens(
  phrases: readonly (readonly number[])[],
  eosId: number,
): Constraint<PhraseProgress> {
  const total = phrases.reduce((sum, { length }) => sum + length, 0);
  const fallbacks = phrases.map(borders);

  const advancePhrase = (phrase: number, progress: number, id: number): number | typeof met => {
    const tokens = phrases[phrase]!;
    let matched = progress;
    // Knuth, Morris & Pratt 1977.
    while (matched > 0 && tokens[matched] !== id) matched = fallbacks[phrase]![matched - 1]!;
    if (tokens[matched] === id) matched++;
    return matched === tokens.length ? met : matched;
  };
  const advance = (state: PhraseProgress, id: number): PhraseProgress =>
    state.map((progress, phrase) => (progress === met ? met : advancePhrase(phrase, progress, id)));
  /** Tokens that meet what is missing: the phrase that is furthest first, the others after it. */
  const missing = (state: PhraseProgress): number => {
    let tokens = 0;
    let furthest = 0;
    state.forEach((progress, phrase) => {
      if (progress === met) return;
      tokens += phrases[phrase]!.length;
      furthest = Math.max(furthest, progress);
    });
    return tokens - furthest;
  };

  return {
    start: () => phrases.map(({ length }) => (length === 0 ? met : 0)),
    advance,
    forbid: (state, room, mask) => {
      if (missing(state) === 0) return false;
      // Without what was begun, with this token and the end.
      if (total + 2 > room)
        return forbidUnless(mask, (id) => id !== eosId && missing(advance(state, id)) + 2 <= room);
      mask[eosId] = forbidden;
      return true;
    },
    goals: {
      total,
      met: (state) => total - missing(state),
      next: (state) =>
        state.flatMap((progress, phrase) =>
          progress === met ? [] : phrases[phrase]!.slice(progress, progress + 1),
        ),
    },
  };
}

/** For each beginning of a phrase, the length of its longest shorter beginning that is also its end. */
function borders(tokens: readonly number[]): number[] {
  const lengths: number[] = [];
  for (let end = 0; end < tokens.length; end++) {
    let length = end === 0 ? 0 : lengths[end - 1]!;
    while (length > 0 && tokens[length] !== tokens[end]) length = lengths[length - 1]!;
    lengths.push(end > 0 && tokens[length] === tokens[end] ? length + 1 : 0);
  }
  return lengths;
}
