import type { CorpusMetric } from './corpusMetric';
import { countCommon, countNgrams, ngramCount } from './ngrams';
import { sacreBleuSignature, type CaseOption } from './signature';
import { splitWords } from './words';

/** N-grams of 1 to 6 characters; none of words. */
const orders = [1, 2, 3, 4, 5, 6] as const;
/** β²: recall counts β = 2 times as much as precision. */
const recallWeight = 4;

/**
 * Corpus chrF2 from 0 to 100 (Popović 2015), as sacreBLEU computes it (Post 2018) with its defaults: characters are code
 * points, white space does not count, precision and recall are averaged over the orders that both sides have n-grams of.
 */
export function chrf({ lowercase }: CaseOption): CorpusMetric {
  const split = (text: string): string[] =>
    Array.from(splitWords(lowercase ? text.toLowerCase() : text).join(''));
  return {
    statistics: ({ hypothesis, reference }) => pairStatistics(split(hypothesis), split(reference)),
    score: chrfOfSums,
    signature: sacreBleuSignature(
      { lowercase },
      { eff: 'yes', nc: String(orders.length), nw: '0', space: 'no' },
    ),
  };
}

/** For each order: n-grams of the hypothesis, of the reference, and common ones. */
function pairStatistics(hypothesis: readonly string[], reference: readonly string[]): number[] {
  return orders.flatMap((order) => {
    const ofReference = ngramCount(reference.length, order);
    // Where the reference is too short for an order, the hypothesis' n-grams are not held against it.
    const ofHypothesis = ofReference === 0 ? 0 : ngramCount(hypothesis.length, order);
    const common = countCommon(countNgrams(hypothesis, order, ''), countNgrams(reference, order, ''));
    return [ofHypothesis, ofReference, common];
  });
}

function chrfOfSums(sums: ArrayLike<number>): number {
  let precisions = 0;
  let recalls = 0;
  let effectiveOrders = 0;
  for (const order of orders) {
    const [ofHypothesis, ofReference, common] = [
      sums[3 * order - 3]!,
      sums[3 * order - 2]!,
      sums[3 * order - 1]!,
    ];
    if (ofHypothesis === 0 || ofReference === 0) continue;
    precisions += common / ofHypothesis;
    recalls += common / ofReference;
    effectiveOrders += 1;
  }
  if (precisions + recalls === 0) return 0;
  const precision = precisions / effectiveOrders;
  const recall = recalls / effectiveOrders;
  return (100 * (1 + recallWeight) * precision * recall) / (recallWeight * precision + recall);
}
