/** Not a grammar that text can be held to; `message` is a sentence for people. */
export class GrammarError extends Error {
  override readonly name = 'GrammarError';
}
