import { seededRandom } from '../data/seededRandom';
import type { DecodingModel, DecodingRequest, SourceBatch } from './decodingModel';
import { candidatesFor, type RankedToken } from './rankedTokens';
import { rowwiseSearch } from './rowwiseSearch';
import { byRank, readsAttention, type SearchHypothesis, type SearchOptions } from './search';

/** How tokens are drawn. */
export interface Sampling {
  /** Divides the log probabilities: below 1 the probable become more probable still. Above 0. */
  readonly temperature: number;
  /** Only so many of the most probable tokens (Fan, Lewis & Dauphin 2018); undefined: all. */
  readonly topK: number | undefined;
  /** Only the most probable tokens that together have this probability (Holtzman et al. 2020), at most 1. */
  readonly topP: number;
  readonly seed: number;
}

export interface SampleOptions extends SearchOptions, Sampling {
  /** Hypotheses drawn for each source. */
  readonly nBest: number;
  /** `[sources]` what tells the draws of a source from those of others. */
  readonly sourceNumbers: ArrayLike<number>;
}

/** What sampling asks of a model: the tokens that can be drawn. */
export function sampleRequest(options: SampleOptions): DecodingRequest {
  const { nBest, topK } = options;
  return {
    rowsPerSource: nBest,
    candidates: topK === undefined ? Infinity : candidatesFor(topK, options),
    attention: readsAttention(options),
  };
}

const resolution = 0x7fffffff;

/**
 * Draws hypotheses token by token, independently of each other, so that some may be the same; best first. What is drawn
 * is a function of the seed, the source's number, the place of the hypothesis and the probabilities. Temperature, `topK`
 * and `topP` apply in this order, as in Hugging Face's generation, to what the constraint and the repetition penalty
 * leave. Hypotheses have the probabilities that the model gives them, without any of that.
 */
export function sampleSearch(
  model: DecodingModel,
  source: SourceBatch,
  options: SampleOptions,
): SearchHypothesis[][] {
  const { nBest, seed, sourceNumbers } = options;
  const randoms = Array.from({ length: source.batchSize * nBest }, (_, row) =>
    seededRandom(seed, 'sampling', sourceNumbers[Math.floor(row / nBest)]!, row % nBest),
  );
  const found = rowwiseSearch(model, source, options, sampleRequest(options), (tokens, row) => {
    const random = randoms[row]!.integer(resolution) / resolution;
    return draw([...tokens], random, options);
  });
  return Array.from({ length: source.batchSize }, (_, index) =>
    found
      .slice(index * nBest, (index + 1) * nBest)
      .filter((one) => one !== undefined)
      .sort(byRank),
  );
}

/**
 * One of the tokens, with the probabilities that temperature, `topK` and `topP` leave.
 * @param tokens the most probable first, unless repetitions are penalised
 * @param random 0 … below 1
 */
export function draw(
  tokens: readonly RankedToken[],
  random: number,
  { temperature, topK, topP }: Omit<Sampling, 'seed'>,
): RankedToken | undefined {
  const best = [...tokens].sort((a, b) => b.ranked - a.ranked).slice(0, topK);
  const highest = best[0]?.ranked ?? 0;
  const weights = best.map(({ ranked }) => Math.exp((ranked - highest) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Those that together reach topP, the one that crosses it included.
  let kept = 0;
  let keptWeight = 0;
  while (kept < weights.length && (kept === 0 || keptWeight < topP * total)) keptWeight += weights[kept++]!;
  let left = random * keptWeight;
  for (let place = 0; place < kept; place++) {
    left -= weights[place]!;
    if (left < 0) return best[place];
  }
  return best[kept - 1];
}
