import type { CorpusMetric } from './corpusMetric';

/**
 * Insertions, deletions and substitutions of code points that turn one text into the other (Levenshtein 1966), divided by
 * the length of the longer one: 0 for equal texts, 1 where nothing is in its place. Over a corpus the mean of the pairs.
 */
export const editDistance: CorpusMetric = {
  statistics: ({ hypothesis, reference }) => [normalizedDistance(hypothesis, reference), 1],
  score: (sums) => sums[0]! / sums[1]!,
  signature: 'levenshtein|unit:char|norm:longer|mean:pairs',
};

function normalizedDistance(hypothesis: string, reference: string): number {
  const [a, b] = [Array.from(hypothesis), Array.from(reference)];
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 0 : levenshtein(a, b) / longer;
}

/** Row by row of the table of Wagner & Fischer (1974). */
function levenshtein(a: readonly string[], b: readonly string[]): number {
  let above = Uint32Array.from({ length: b.length + 1 }, (_, column) => column);
  let current = new Uint32Array(b.length + 1);
  a.forEach((character, row) => {
    current[0] = row + 1;
    for (let column = 1; column <= b.length; column++) {
      const substituted = above[column - 1]! + (character === b[column - 1] ? 0 : 1);
      current[column] = Math.min(substituted, above[column]! + 1, current[column - 1]! + 1);
    }
    [above, current] = [current, above];
  });
  return above[b.length]!;
}
