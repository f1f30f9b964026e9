import type { BleuTokenizer, DataConfig } from '../core/config/schema';
import type { Pair } from '../core/data/pair';
import { accuracyByLength, type LengthAccuracy } from '../core/metrics/accuracyByLength';
import { cannotHaveBleu } from '../core/metrics/bleu';
import { bootstrap, type PairStatistics } from '../core/metrics/bootstrap';
import { bracketF1, malformedTrees, readBrackets } from '../core/metrics/bracketF1';
import type { CorpusMetric, TextPair } from '../core/metrics/corpusMetric';
import type { Estimate } from '../core/metrics/estimate';
import { estimateProportion } from '../core/metrics/estimateProportion';
import { measurePoints, type PointMeasures } from '../core/metrics/measurePoints';
import { pointTasks, type PointTask } from '../core/metrics/pointMetrics';
import { ratio } from '../core/metrics/ratio';
import { textMetrics } from '../core/metrics/textMetrics';
import type { LoadedModel } from './loadedModel';
import { decodePairs, scoreReferences } from './scorePairs';

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
  /** Undefined of a language model, which has no source to decode. */
  readonly decoded: DecodedMeasures | undefined;
}

/** Metrics of a task on points: of all sources, and of those with each number of points. */
export interface PointResults {
  readonly overall: PointMeasures;
  readonly byLength: readonly { readonly length: number; readonly measures: PointMeasures }[];
}

/** What is known of the texts that decoding writes. */
export interface DecodedMeasures {
  readonly sequenceAccuracy: Estimate;
  readonly bleu: SignedEstimate;
  readonly chrf: SignedEstimate;
  readonly editDistance: SignedEstimate;
  /** Labelled bracket F1, and the share of outputs that are no tree; undefined where the references are no trees. */
  readonly bracketF1: SignedEstimate | undefined;
  readonly malformedTrees: SignedEstimate | undefined;
  /** Metrics of hulls, tours and triangulations; undefined of other tasks. */
  readonly points: PointResults | undefined;
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
  const { losses, tokens, rightTokens } = scoreReferences(model, pairs);
  const { loss, bitsPerSequence, tokenAccuracy } = bootstrap({
    loss: ratio(losses, tokens),
    bitsPerSequence: ratio(
      losses.map((nats) => nats / Math.LN2),
      losses.map(() => 1),
    ),
    tokenAccuracy: ratio(rightTokens, tokens),
  });
  return {
    pairs: pairs.length,
    loss,
    perplexity: { value: Math.exp(loss.value), low: Math.exp(loss.low), high: Math.exp(loss.high) },
    bitsPerSequence,
    tokenAccuracy,
    decoded: model.config.task === 'language_model' ? undefined : measureDecoded(model, pairs, options),
  };
}

function measureDecoded(
  model: LoadedModel,
  pairs: readonly Pair[],
  { beamSize, bleuTokenizer }: MeasureOptions,
): DecodedMeasures {
  const { texts, exact, sourceLengths, refused } = decodePairs(model, pairs, beamSize);
  const { data, testing } = model.config;
  const { bleu, chrf, editDistance } = textMetrics({
    data,
    testing: { ...testing, sacrebleu_cfg: { tokenize: bleuTokenizer } },
  });
  const estimates = bootstrap({
    bleu: statisticsOf(bleu, texts),
    chrf: statisticsOf(chrf, texts),
    editDistance: statisticsOf(editDistance, texts),
  });
  return {
    sequenceAccuracy: estimateProportion(exact.filter((right) => right).length, exact.length),
    bleu: { ...estimates.bleu, signature: bleu.signature },
    chrf: { ...estimates.chrf, signature: chrf.signature },
    editDistance: { ...estimates.editDistance, signature: editDistance.signature },
    ...measureTrees(texts),
    points: measurePointTask(data, pairs, texts, sourceLengths),
    accuracyByLength: accuracyByLength(sourceLengths, exact),
    refused,
    cannotHaveBleu: cannotHaveBleu(
      texts.map(({ reference }) => reference),
      bleuTokenizer,
    ),
  };
}

function measureTrees(texts: readonly TextPair[]): Pick<DecodedMeasures, 'bracketF1' | 'malformedTrees'> {
  if (texts.some(({ reference }) => readBrackets(reference) === undefined))
    return { bracketF1: undefined, malformedTrees: undefined };
  const estimates = bootstrap({
    bracketF1: statisticsOf(bracketF1, texts),
    malformedTrees: statisticsOf(malformedTrees, texts),
  });
  return {
    bracketF1: { ...estimates.bracketF1, signature: bracketF1.signature },
    malformedTrees: { ...estimates.malformedTrees, signature: malformedTrees.signature },
  };
}

function measurePointTask(
  data: DataConfig,
  pairs: readonly Pair[],
  texts: readonly TextPair[],
  sourceLengths: readonly number[],
): PointResults | undefined {
  const task = pointTaskOf(data);
  if (task === undefined) return undefined;
  const answers = texts.map((text, index) => ({ ...text, source: pairs[index]!.source }));
  const lengths = [...new Set(sourceLengths)].sort((a, b) => a - b);
  return {
    overall: measurePoints(task, answers),
    byLength: lengths.map((length) => ({
      length,
      measures: measurePoints(
        task,
        answers.filter((_, index) => sourceLengths[index] === length),
      ),
    })),
  };
}

/** The task that the data is generated for. */
function pointTaskOf({ train, test }: DataConfig): PointTask | undefined {
  const sources = [test, train].flatMap((source) => (typeof source === 'object' ? source.generator : []));
  return pointTasks.find((task) => sources[0] === task);
}

function statisticsOf({ statistics, score }: CorpusMetric, texts: readonly TextPair[]): PairStatistics {
  return { rows: texts.map((text) => statistics(text)), score };
}
