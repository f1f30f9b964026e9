import path from 'node:path';
import type {
  Expectation,
  ExpectedSplit,
  MetricExpectation,
  TextExpectation,
} from '../core/config/expectations';
import type { MetricName } from '../core/config/schema';
import type { Pair } from '../core/data/pair';
import { loadSplits } from '../core/data/loadSplits';
import type { DecodeOutcome } from '../core/decode/decoder';
import type { Estimate } from '../core/metrics/estimate';
import type { ExpectationOutcome } from '../protocol/expectations';
import { dataFileReader } from './checkConfig';
import type { LoadedModel } from './loadedModel';
import { measurePairs } from './measurePairs';
import type { Measures } from './measurePairs';
import { loadPictureSources } from './pictureSources';

/**
 * Tests a model; index = expectation. Texts are decoded and splits measured as the run's own config says, since that is
 * what the model is: a config that was edited since says how the next one will be.
 */
export async function checkExpectations(
  model: LoadedModel,
  expectations: readonly Expectation[],
): Promise<ExpectationOutcome[]> {
  const texts = await decodeTexts(model, expectations.filter(isText));
  const splits = new SplitMeasures(model);
  const outcomes: ExpectationOutcome[] = [];
  for (const expectation of expectations) {
    if (expectation.type === 'metric') {
      outcomes.push(await checkMetric(expectation, splits));
      continue;
    }
    const decoded = texts.get(expectation);
    if (decoded !== undefined) outcomes.push(checkText(expectation, decoded, model));
  }
  return outcomes;
}

const isText = (expectation: Expectation): expectation is TextExpectation => expectation.type === 'text';

/** What the model writes for each input: those that want as many hypotheses are decoded together. */
async function decodeTexts(
  model: LoadedModel,
  expectations: readonly TextExpectation[],
): Promise<Map<TextExpectation, DecodeOutcome>> {
  const folder = path.dirname(model.manifest.configFile);
  const { beam_size } = model.config.testing;
  const decoded = new Map<TextExpectation, DecodeOutcome>();
  for (const among of new Set(expectations.map((expectation) => expectation.among))) {
    const alike = expectations.filter((expectation) => expectation.among === among);
    const inputs = alike.map(({ input }) => input);
    const sources = await loadPictureSources(model.config, inputs, [folder]);
    const outcomes = model.decode(
      sources,
      among === 1 ? { nBest: 1 } : { beamSize: Math.max(among, beam_size), nBest: among },
    );
    alike.forEach((expectation, index) => {
      const outcome = outcomes[index];
      if (outcome !== undefined) decoded.set(expectation, outcome);
    });
  }
  return decoded;
}

function checkText(
  { output, among }: TextExpectation,
  outcome: DecodeOutcome,
  { codecs, config }: LoadedModel,
): ExpectationOutcome {
  if (outcome.type === 'refused') return { type: 'refused', message: outcome.message };
  const { hypotheses, unknownTokens } = outcome.result;
  const { target } = codecs;
  const expected = target.detokenize(target.tokenize(output));
  const counted = hypotheses
    .slice(0, among)
    .map(({ text, logProbability, finished }) => ({ text, logProbability, finished }));
  // A language model that goes on until it is cut off has still written what it has written.
  const mayBeCut = config.task === 'language_model';
  return {
    type: 'text',
    passed: counted.some(({ text, finished }) => (finished || mayBeCut) && text === expected),
    expected,
    hypotheses: counted,
    unknownTokens: [...unknownTokens],
  };
}

async function checkMetric(
  { metric, split, atLeast, atMost }: MetricExpectation,
  splits: SplitMeasures,
): Promise<ExpectationOutcome> {
  const measured = await splits.of(split);
  if (typeof measured === 'string') return { type: 'refused', message: measured };
  const estimate = estimateOf(measured, metric);
  if (estimate === undefined)
    return {
      type: 'refused',
      message: `The run is of a language model, of which there is no ${metric}. Expect "loss", "perplexity" or "token_accuracy" of it.`,
    };
  const { value, low, high } = estimate;
  const passed = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
  return { type: 'metric', passed, value, low, high, pairs: measured.pairs };
}

function estimateOf({ decoded, ...measures }: Measures, metric: MetricName): Estimate | undefined {
  switch (metric) {
    case 'loss':
      return measures.loss;
    case 'perplexity':
      return measures.perplexity;
    case 'token_accuracy':
      return measures.tokenAccuracy;
    case 'sequence_accuracy':
      return decoded?.sequenceAccuracy;
    case 'bleu':
      return decoded?.bleu;
    case 'chrf':
      return decoded?.chrf;
    case 'edit_distance':
      return decoded?.editDistance;
  }
}

/** Measures each split once, when something is first expected of it. */
class SplitMeasures {
  private readonly measured = new Map<ExpectedSplit, Measures | string>();

  constructor(private readonly model: LoadedModel) {}

  /** A sentence when it can't be measured. */
  async of(split: ExpectedSplit): Promise<Measures | string> {
    const measures = this.measured.get(split) ?? (await this.measure(split));
    this.measured.set(split, measures);
    return measures;
  }

  private async measure(split: ExpectedSplit): Promise<Measures | string> {
    const { config, manifest } = this.model;
    let pairs: readonly Pair[] | undefined;
    try {
      pairs = (await loadSplits(config, dataFileReader(manifest.configFile)))[split];
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    if (pairs === undefined)
      return `The run was trained without data.${split}. Train the config again, or expect the metric of another split.`;
    const { beam_size, sacrebleu_cfg } = config.testing;
    return measurePairs(this.model, pairs, {
      beamSize: beam_size,
      bleuTokenizer: sacrebleu_cfg.tokenize,
    });
  }
}
