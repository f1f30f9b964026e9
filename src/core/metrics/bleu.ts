import type { BleuTokenizer } from '../config/schema';
import { bleuTokenizers } from './bleuTokenizers';
import type { CorpusMetric } from './corpusMetric';
import { countCommon, countNgrams, ngramCount } from './ngrams';
import { sacreBleuSignature, type CaseOption } from './signature';

export interface BleuOptions extends CaseOption {
  readonly tokenize: BleuTokenizer;
}

/** N-grams of 1 to 4 tokens. */
const orders = [1, 2, 3, 4] as const;

/**
 * Corpus BLEU from 0 to 100 (Papineni et al. 2002), as sacreBLEU computes it (Post 2018) with its defaults: one reference,
 * an order without a match counts as half of the order before ("exp": method 3 of Chen & Cherry 2014), and no effective
 * order: a corpus without any hypothesis of four tokens has BLEU 0, see {@link cannotHaveBleu}.
 */
export function bleu({ tokenize, lowercase }: BleuOptions): CorpusMetric {
  const tokenizer = bleuTokenizers[tokenize];
  const split = (text: string): string[] => tokenizer(lowercase ? text.toLowerCase() : text);
  return {
    statistics: ({ hypothesis, reference }) => pairStatistics(split(hypothesis), split(reference)),
    score: bleuOfSums,
    signature: sacreBleuSignature({ lowercase }, { eff: 'no', tok: tokenize, smooth: 'exp' }),
  };
}

/** Whether BLEU is 0 whatever the hypotheses: a perfect one would have no n-gram of the highest order. */
export function cannotHaveBleu(references: Iterable<string>, tokenize: BleuTokenizer): boolean {
  for (const reference of references)
    if (bleuTokenizers[tokenize](reference).length >= orders.length) return false;
  return true;
}

/** Lengths of hypothesis and reference, then for each order how many n-grams match and how many there are. */
function pairStatistics(hypothesis: readonly string[], reference: readonly string[]): number[] {
  const matches = orders.map((order) =>
    countCommon(countNgrams(hypothesis, order, ' '), countNgrams(reference, order, ' ')),
  );
  const totals = orders.map((order) => ngramCount(hypothesis.length, order));
  return [hypothesis.length, reference.length, ...matches, ...totals];
}

function bleuOfSums(sums: ArrayLike<number>): number {
  const [hypothesisLength, referenceLength] = [sums[0]!, sums[1]!];
  const matches = (order: number): number => sums[1 + order]!;
  const totals = (order: number): number => sums[1 + orders.length + order]!;
  // The smoothing would find something in nothing.
  if (orders.every((order) => matches(order) === 0)) return 0;
  let smoothing = 1;
  let logPrecisions = 0;
  for (const order of orders) {
    if (totals(order) === 0) return 0;
    if (matches(order) === 0) smoothing /= 2;
    const found = matches(order) === 0 ? smoothing : matches(order);
    logPrecisions += Math.log((100 * found) / totals(order));
  }
  const brevityPenalty = Math.exp(Math.min(0, 1 - referenceLength / hypothesisLength));
  return brevityPenalty * Math.exp(logPrecisions / orders.length);
}
