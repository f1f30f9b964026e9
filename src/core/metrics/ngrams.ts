/**
 * How often each n-gram occurs.
 * @param tokens without `separator` in them
 */
export function countNgrams(
  tokens: readonly string[],
  order: number,
  separator: string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= tokens.length; start++) {
    const ngram = tokens.slice(start, start + order).join(separator);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** How many n-grams of a sequence of so many tokens. */
export function ngramCount(tokens: number, order: number): number {
  return Math.max(0, tokens - order + 1);
}

/** How many n-grams both have in common, each as often as in the one that has it less often. */
export function countCommon(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0;
  for (const [ngram, count] of a) common += Math.min(count, b.get(ngram) ?? 0);
  return common;
}
