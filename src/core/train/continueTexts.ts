import type { Example } from '../data/batch';
import type { DecodingModel, SourceBatch } from '../decode/decodingModel';
import { greedySearch } from '../decode/greedySearch';
import { makeHypothesis } from '../decode/makeHypothesis';
import type { SearchOptions } from '../decode/search';
import type { Codecs } from '../text/codecs';
import { decodeText } from '../text/encodeText';
import type { ProbeSample } from './events';

/** The source of a language model: one text, and nothing to read. */
export const noSource: SourceBatch = {
  batchSize: 1,
  sourceTime: 1,
  sourceIds: new Int32Array(1),
  sourceLengths: new Int32Array(1),
};

/**
 * How a language model goes on: it is given the first half of a text and continues it greedily to the text's length. In the
 * sample the first half stands for the source and the second for the reference.
 * @param index number of the sample
 */
export function continueText(
  model: DecodingModel,
  codecs: Codecs,
  { targetIds }: Example,
  options: Pick<SearchOptions, 'bosId' | 'eosId' | 'neverIds' | 'alpha'>,
  index: number,
): ProbeSample {
  const half = targetIds.length >> 1;
  const given = targetIds.subarray(0, half);
  const rest = targetIds.subarray(half);
  const [found] = greedySearch(model, noSource, {
    ...options,
    maxLengths: [targetIds.length],
    prefixIds: given,
    keepAttention: undefined,
  });
  if (found === undefined) throw new Error('The search found no text.');
  const tokenLogProbabilities = found.tokenLogProbabilities.slice(half);
  const hypothesis = makeHypothesis(codecs, {
    ...found,
    ids: found.ids.slice(half),
    tokenLogProbabilities,
    logProbability: tokenLogProbabilities.reduce((sum, value) => sum + value, 0),
  });
  const { target } = codecs;
  return {
    index,
    source: decodeText(target, given),
    reference: decodeText(target, rest),
    hypothesis: hypothesis.text,
    correct: found.ids.length === targetIds.length && found.ids.every((id, place) => id === targetIds[place]),
    sourceTokens: Array.from(given, (id) => target.tokenOf(id)),
    hypothesisTokens: hypothesis.tokens,
    logProbability: hypothesis.logProbability,
  };
}
