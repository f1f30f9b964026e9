/** A hypothesis and its reference, as text. */
export interface TextPair {
  readonly hypothesis: string;
  readonly reference: string;
}

/**
 * A metric of many pairs that is a function of sums over them: of n-gram counts, say. So the pairs are looked at once, and
 * any sample of them can be scored again from its sums.
 */
export interface CorpusMetric {
  /** The numbers of one pair; the same count for every pair. */
  readonly statistics: (pair: TextPair) => readonly number[];
  /** The metric from the sums of these numbers over the pairs. */
  readonly score: (sums: ArrayLike<number>) => number;
  /** How the metric is computed, as one writes it beside a published number. */
  readonly signature: string;
}

/**
 * The metric of all pairs together.
 * @throws RangeError without any pair
 */
export function corpusScore(metric: CorpusMetric, pairs: readonly TextPair[]): number {
  return metric.score(sumRows(pairs.map((pair) => metric.statistics(pair))));
}

/**
 * @param rows `[pairs, numbers]`
 * @returns `[numbers]`, summed over the pairs
 * @throws RangeError without any row
 */
export function sumRows(rows: readonly ArrayLike<number>[]): Float64Array {
  const [first] = rows;
  if (first === undefined) throw new RangeError('A metric needs at least one pair.');
  const sums = new Float64Array(first.length);
  for (const row of rows) for (let column = 0; column < sums.length; column++) sums[column]! += row[column]!;
  return sums;
}
