/** What somebody typed as a learning rate. */
export type TypedRate =
  | { readonly type: 'rate'; readonly learningRate: number }
  /** Nothing that could be meant, or not above 0. */
  | { readonly type: 'wrong' };

/**
 * A number above 0 (`0.0003`, `3e-4`), or a factor on the rate in force: `×0.5`, `*0.5`, `x0.5`, `/10`.
 * @param current undefined where it is not known: then a factor has nothing to work on
 */
export function parseLearningRate(text: string, current: number | undefined): TypedRate {
  const match = /^\s*([×x*/]?)\s*((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*$/i.exec(text);
  if (match === null) return { type: 'wrong' };
  const [, operator = '', digits = ''] = match;
  const value = Number(digits);
  const learningRate = operator === '' ? value : (current ?? NaN) * (operator === '/' ? 1 / value : value);
  return learningRate > 0 && Number.isFinite(learningRate)
    ? { type: 'rate', learningRate }
    : { type: 'wrong' };
}
