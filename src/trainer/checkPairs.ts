import type { DecodeOutcome, ScoreOutcome } from '../core/decode/decoder';
import type { Codecs } from '../core/text/codecs';
import type { ScoredPair } from '../protocol/inference';
import type { LoadedModel } from './loadedModel';

/** What a probability of zero counts as, in nats: more than float32 can tell apart from it, and finite. */
const largestLoss = 1000;

interface TextPair {
  readonly source: string;
  readonly target: string;
}

/** What a model makes of pairs: the loss of each target, and beside it what greedy decoding writes for the source. */
export function checkPairs(model: LoadedModel, pairs: readonly TextPair[]): ScoredPair[] {
  const scores = model.score(pairs);
  const decoded =
    model.config.task === 'language_model'
      ? undefined
      : model.decode(
          pairs.map(({ source }) => source),
          { beamSize: 1, nBest: 1 },
        );
  return scores.map((score, index) =>
    toScoredPair(score, decoded?.[index], pairs[index]?.target ?? '', model.codecs),
  );
}

function toScoredPair(
  score: ScoreOutcome,
  decoded: DecodeOutcome | undefined,
  target: string,
  codecs: Pick<Codecs, 'target'>,
): ScoredPair {
  if (score.type === 'refused') return { type: 'refused', message: score.message };
  const { tokens, tokenLogProbabilities, unknownTokens } = score.result;
  const tokenLosses = Array.from(tokenLogProbabilities, (value) =>
    Math.min(Math.max(-value, 0), largestLoss),
  );
  const loss = tokenLosses.reduce((sum, value) => sum + value, 0) / tokenLosses.length;
  const hypothesis = hypothesisOf(decoded, target, codecs);
  return {
    type: 'scored',
    tokens: [...tokens],
    tokenLosses,
    loss,
    unknownTokens: [...unknownTokens],
    ...(hypothesis === undefined ? {} : { hypothesis }),
  };
}

function hypothesisOf(
  decoded: DecodeOutcome | undefined,
  target: string,
  codecs: Pick<Codecs, 'target'>,
): Extract<ScoredPair, { type: 'scored' }>['hypothesis'] {
  const best = decoded?.type === 'decoded' ? decoded.result.hypotheses[0] : undefined;
  if (best === undefined) return undefined;
  const { text, logProbability, finished } = best;
  // In the codec's spelling (lower case, single spaces), which is all that a hypothesis can have.
  const reference = codecs.target.detokenize(codecs.target.tokenize(target));
  return {
    text,
    logProbability: Math.max(logProbability, -largestLoss),
    finished,
    right: finished && text === reference,
  };
}
