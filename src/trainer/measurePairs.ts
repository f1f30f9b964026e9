import type { BleuTokenizer } from '../core/config/schema';
import type { Pair } from '../core/data/pair';
import { accuracyByLength, type LengthAccuracy } from '../core/metrics/accuracyByLength';
import { cannotHaveBleu } from '../core/metrics/bleu';
import { bootstrap, type PairStatistics } from '../core/metrics/bootstrap';
import type { CorpusMetric, TextPair } from '../core/metrics/corpusMetric';
import type { Estimate } from '../core/metrics/estimate';
import { estimateProportion } from '../core/metrics/estimateProportion';
import { ratio } from '../core/metrics/ratio';
import { textMetrics } from '../core/metrics/textMetrics';
import type { LoadedModel } from './loadedModel';
import { scorePairs } from './scorePairs';

/** A metric with the text that says how it was computed. */
export type SignedEstimate = Estimate & { readonly signature: string };

/** Everything `evaluate` knows of a model on some pairs, each with its 95 % confidence interval. */
export interface Measures {
  readonly pairs: number;
  /** Nats per reference token. */
  readonly loss: Estimate;
  readonly perplexity: Estimate;
  /** Binary digits that the model needs to tell the reference, end symbol included; mean of the pairs. */
  readonly bitsPerSequence: Estimate;
  readonly tokenAccuracy: Estimate;
  readonly sequenceAccuracy: Estimate;
  readonly bleu: SignedEstimate;
  readonly chrf: SignedEstimate;
  readonly editDistance: SignedEstimate;
  /** Sequence accuracy by the source's tokens. */
  readonly accuracyByLength: readonly LengthAccuracy[];
  /** Sources that are longer than the model takes: they count as empty and wrong. */
  readonly refused: number;
  /** BLEU is 0 whatever the model writes, since no reference has four tokens. */
  readonly cannotHaveBleu: boolean;
}

export interface MeasureOptions {
  readonly beamSize: number;
  readonly bleuTokenizer: BleuTokenizer;
}

/**
 * Scores pairs and sums up. Shares of whole pairs get Wilson's interval, everything else the bootstrap's.
 * @throws RangeError without any pair
 */
export function measurePairs(model: LoadedModel, pairs: readonly Pair[], options: MeasureOptions): Measures {
  const { beamSize, bleuTokenizer } = options;
  const { losses, tokens, rightTokens, texts, exact, sourceLengths, refused } = scorePairs(
    model,
    pairs,
    beamSize,
  );
  const { data, testing } = model.config;
  const { bleu, chrf, editDistance } = textMetrics({
    data,
    testing: { ...testing, sacrebleu_cfg: { tokenize: bleuTokenizer } },
  });
  const estimates = bootstrap({
    loss: ratio(losses, tokens),
    bitsPerSequence: ratio(
      losses.map((nats) => nats / Math.LN2),
      losses.map(() => 1),
    ),
    tokenAccuracy: ratio(rightTokens, tokens),
    bleu: statisticsOf(bleu, texts),
    chrf: statisticsOf(chrf, texts),
    editDistance: statisticsOf(editDistance, texts),
  });
  const { loss, bitsPerSequence, tokenAccuracy } = estimates;
  return {
    pairs: pairs.length,
    loss,
    perplexity: { value: Math.exp(loss.value), low: Math.exp(loss.low), high: Math.exp(loss.high) },
    bitsPerSequence,
    tokenAccuracy,
    sequenceAccuracy: estimateProportion(exact.filter((right) => right).length, exact.length),
    bleu: { ...estimates.bleu, signature: bleu.signature },
    chrf: { ...estimates.chrf, signature: chrf.signature },
    editDistance: { ...estimates.editDistance, signature: editDistance.signature },
    accuracyByLength: accuracyByLength(sourceLengths, exact),
    refused,
    cannotHaveBleu: cannotHaveBleu(
      texts.map(({ reference }) => reference),
      bleuTokenizer,
    ),
  };
}

function statisticsOf({ statistics, score }: CorpusMetric, texts: readonly TextPair[]): PairStatistics {
  return { rows: texts.map((text) => statistics(text)), score };
}
