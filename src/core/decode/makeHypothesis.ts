import type { Codecs } from '../text/codecs';
import { decodeTokens } from '../text/encodeText';
import type { AttentionMap, Hypothesis } from './hypothesis';
import { attentionMap } from './readingOrder';
import type { SearchHypothesis } from './search';

export interface SpellingOptions {
  /** Tokens that the hypothesis was forced to begin with: shown as given, also where the vocabulary does not know them. */
  readonly prefixTokens?: readonly string[];
  /**
   * Source tokens in reading order, which take the place of unknown symbols: the one attended most while the symbol was
   * written (Luong, Sutskever et al. 2015, with attention as the alignment). Undefined: unknown symbols stay.
   */
  readonly unknownFrom?: readonly string[] | undefined;
}

/** Ids → text. */
export function makeHypothesis(
  codecs: Codecs,
  found: SearchHypothesis,
  { prefixTokens = [], unknownFrom }: SpellingOptions = {},
): Hypothesis {
  const { target } = codecs;
  const { ids, tokenLogProbabilities, logProbability, score, finished } = found;
  const attention = found.attention === undefined ? undefined : attentionMap(codecs, found.attention);
  const spell = (token: string, index: number): string => {
    const given = prefixTokens[index];
    const isUnknown = ids[index] === target.unkId && target.unkId !== target.eosId;
    if (given !== undefined || !isUnknown) return given ?? token;
    return mostAttended(attention, index, unknownFrom) ?? token;
  };
  return {
    text: target.detokenize(decodeTokens(target, ids).map(spell)),
    tokens: ids.map((id, index) => spell(target.tokenOf(id), index)),
    tokenLogProbabilities,
    logProbability,
    score,
    finished,
    attention,
  };
}

/** The source token with the highest attention in a row; the end symbol's column is none. */
function mostAttended(
  attention: AttentionMap | undefined,
  row: number,
  sourceTokens: readonly string[] | undefined,
): string | undefined {
  if (attention === undefined || sourceTokens === undefined) return undefined;
  const first = row * attention.columns;
  const weights = attention.values.subarray(first, first + sourceTokens.length);
  return sourceTokens[weights.indexOf(weights.reduce((a, b) => Math.max(a, b), 0))];
}
