import { evaluationBatches } from '../core/data/batchPlan';
import { encodePair } from '../core/data/makeExamples';
import type { Pair } from '../core/data/pair';
import type { TextPair } from '../core/metrics/corpusMetric';
import { StepCache } from '../core/step/stepCache';
import { batchFeeds } from '../core/model/batchSpecs';
import { makeEvaluateStep } from '../core/train/evaluateStep';
import type { LoadedModel } from './loadedModel';

/** How probable a model finds the targets of some pairs; index = pair. */
export interface ReferenceScores {
  /** Negative log likelihood of the reference, in nats. */
  readonly losses: Float64Array;
  /** Reference tokens, end symbol included. */
  readonly tokens: Float64Array;
  /** Reference tokens with the highest probability under teacher forcing. */
  readonly rightTokens: Float64Array;
}

/** What decoding writes for the sources of some pairs; index = pair. */
export interface DecodedPairs {
  /** What decoding writes, beside the reference in the spelling that the model knows; a refused source gives nothing. */
  readonly texts: readonly TextPair[];
  /** Whether decoding writes exactly the reference. */
  readonly exact: readonly boolean[];
  /** Source tokens of text. */
  readonly sourceLengths: readonly number[];
  /** Sources that are longer than the model takes: they count as wrong. */
  readonly refused: number;
}

/** Decodes the sources of pairs. */
export function decodePairs(model: LoadedModel, pairs: readonly Pair[], beamSize: number): DecodedPairs {
  const outcomes = model.decode(
    pairs.map(({ source }) => source),
    { beamSize, nBest: 1 },
  );
  const { source, target } = model.codecs;
  const best = outcomes.map((outcome) =>
    outcome.type === 'refused' ? undefined : outcome.result.hypotheses[0],
  );
  const texts = pairs.map((pair, index) => ({
    hypothesis: best[index]?.text ?? '',
    // In the codec's spelling (lower case, single spaces), which is all that a hypothesis can have.
    reference: target.detokenize(target.tokenize(pair.target)),
  }));
  return {
    texts,
    exact: texts.map(
      ({ hypothesis, reference }, index) => best[index]?.finished === true && hypothesis === reference,
    ),
    sourceLengths: pairs.map((pair) => source.tokenize(pair.source).length),
    refused: outcomes.filter(({ type }) => type === 'refused').length,
  };
}

/** Scores the targets of pairs under teacher forcing. */
export function scoreReferences(
  { config, codecs, model, engine }: LoadedModel,
  pairs: readonly Pair[],
): ReferenceScores {
  const scores = {
    losses: new Float64Array(pairs.length),
    tokens: new Float64Array(pairs.length),
    rightTokens: new Float64Array(pairs.length),
  };
  const steps = new StepCache(engine);
  const batches = evaluationBatches(
    pairs.map((pair) => encodePair(codecs, pair)),
    codecs,
    { batchSize: config.training.batch_size, bucketWidth: config.training.length_bucket_width },
  );
  for (const batch of batches) {
    const { batchSize, sourceTime, targetTime, featureSize } = batch;
    const step = steps.get(`${batchSize}/${sourceTime}/${targetTime}`, () =>
      makeEvaluateStep(model, { batchSize, sourceTime, targetTime, featureSize }),
    );
    const { fetches } = step.run(batchFeeds(batch));
    batch.rows.forEach((pair, row) => {
      if (pair < 0) return;
      scores.losses[pair] = rowSum(fetches['token_loss']!, row, targetTime);
      scores.rightTokens[pair] = rowSum(fetches['token_hit']!, row, targetTime);
      scores.tokens[pair] = batch.targetLengths[row]!;
    });
  }
  steps.dispose();
  return scores;
}

function rowSum(values: ArrayLike<number>, row: number, width: number): number {
  let sum = 0;
  for (let index = row * width; index < (row + 1) * width; index++) sum += values[index]!;
  return sum;
}
