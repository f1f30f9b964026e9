import type { DecodingModel, DecodingRequest, SourceBatch } from './decodingModel';
import { candidatesFor, type RankedToken } from './rankedTokens';
import { rowwiseSearch } from './rowwiseSearch';
import { readsAttention, type SearchHypothesis, type SearchOptions } from './search';

/** What greedy search asks of a model. */
export function greedyRequest(options: SearchOptions): DecodingRequest {
  return { rowsPerSource: 1, candidates: candidatesFor(1, options), attention: readsAttention(options) };
}

/**
 * Decodes many sources at once, always with the most probable next token (the lowest id among equals). One hypothesis for
 * each source; undefined for rows that only fill the batch, and where the constraint leaves nothing to write. Stops when
 * every source has its end symbol.
 */
export function greedySearch(
  model: DecodingModel,
  source: SourceBatch,
  options: SearchOptions,
): (SearchHypothesis | undefined)[] {
  const { repetitionPenalty = 1 } = options;
  const choose = repetitionPenalty === 1 ? first : best;
  return rowwiseSearch(model, source, options, greedyRequest(options), choose);
}

function first(tokens: Iterable<RankedToken>): RankedToken | undefined {
  for (const token of tokens) return token;
  return undefined;
}

/** The first of the highest rank. */
function best(tokens: Iterable<RankedToken>): RankedToken | undefined {
  let found: RankedToken | undefined;
  for (const token of tokens) if (found === undefined || token.ranked > found.ranked) found = token;
  return found;
}
