import type { DecodeOutcome } from '../core/decode/decoder';
import type { DecodedLine } from '../protocol/inference';

/** What decoding one source gave, as the protocol carries it. */
export function toDecodedLine(outcome: DecodeOutcome): DecodedLine {
  if (outcome.type === 'refused') return outcome;
  const { source, sourceTokens, regions, unknownTokens, hypotheses } = outcome.result;
  return {
    type: 'decoded',
    source,
    sourceTokens: [...sourceTokens],
    ...(regions === undefined ? {} : { regions }),
    unknownTokens: [...unknownTokens],
    hypotheses: hypotheses.map(({ attention, tokens, tokenLogProbabilities, ...rest }) => ({
      ...rest,
      tokens: [...tokens],
      tokenLogProbabilities: [...tokenLogProbabilities],
      // A copy of its own: structured clone would send a shared buffer as a whole.
      ...(attention === undefined ? {} : { attention: { ...attention, values: attention.values.slice() } }),
    })),
  };
}
