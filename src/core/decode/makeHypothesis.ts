import type { Codecs } from '../text/codecs';
import { decodeTokens } from '../text/encodeText';
import type { Hypothesis } from './hypothesis';
import { attentionMap } from './readingOrder';
import type { SearchHypothesis } from './search';

/**
 * Ids → text. `prefixTokens` are shown as they were given, also where the vocabulary does not know them.
 */
export function makeHypothesis(
  codecs: Codecs,
  found: SearchHypothesis,
  prefixTokens: readonly string[] = [],
): Hypothesis {
  const { target } = codecs;
  const { ids, tokenLogProbabilities, logProbability, score, finished, attention } = found;
  const spell = (token: string, index: number): string => prefixTokens[index] ?? token;
  return {
    text: target.detokenize(decodeTokens(target, ids).map(spell)),
    tokens: ids.map((id, index) => spell(target.tokenOf(id), index)),
    tokenLogProbabilities,
    logProbability,
    score,
    finished,
    attention: attention === undefined ? undefined : attentionMap(codecs, attention),
  };
}
