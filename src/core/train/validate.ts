import type { Config } from '../config/schema';
import { drawConfig } from '../config/schema/drawSchema';
import type { Batch, Example } from '../data/batch';
import { evaluationBatches } from '../data/batchPlan';
import { EngineDecodingModel } from '../decode/engineDecodingModel';
import { greedyRequest, greedySearch } from '../decode/greedySearch';
import type { AttentionMap } from '../decode/hypothesis';
import { makeHypothesis } from '../decode/makeHypothesis';
import { maxOutputLength } from '../decode/outputLength';
import { MachineTracer, type MachineTrace } from '../inspect/machineTrace';
import { sourceColumns } from '../decode/readingOrder';
import type { SearchHypothesis, SearchOptions } from '../decode/search';
import { DrawingTracer } from '../inspect/drawingTracer';
import { picturesOfText, type PictureSteps } from '../inspect/pictureSteps';
import type { Seq2SeqModel } from '../model/model';
import type { StepCache } from '../step/stepCache';
import type { Codecs } from '../text/codecs';
import { neverPredicted } from '../text/neverPredicted';
import { batchFeeds } from '../model/batchSpecs';
import { continueText } from './continueTexts';
import { makeEvaluateStep } from './evaluateStep';
import type { ProbeSample, ValidationPoint } from './events';
import { measureTexts } from './measureTexts';
import { tokenMetrics } from './metricAccumulator';

/** What a validation finds out; when and whether it is the best is the loop's to say. */
export interface Validation {
  readonly metrics: Omit<ValidationPoint, 'step' | 'epoch' | 'elapsedMs' | 'best'>;
  readonly samples: readonly ProbeSample[];
  /** One for each sample; empty when the model has no attention. */
  readonly attention: readonly AttentionMap[];
  /** One for each sample; empty when the model is no Neural Turing Machine. */
  readonly machines: readonly MachineTrace[];
}

export interface ValidatorParts {
  readonly config: Config;
  readonly model: Seq2SeqModel;
  readonly steps: StepCache;
  readonly codecs: Codecs;
  readonly examples: readonly Example[];
}

/** A hypothesis beside its reference. */
interface Decoded {
  readonly found: SearchHypothesis;
  readonly correct: boolean;
}

/**
 * Validates on the same pairs every time: loss by teacher forcing, sequence accuracy and text metrics by greedy decoding. A
 * language model has nothing to decode from: it goes on with the first halves of the shown texts, and its sequence accuracy
 * is the share of these whose second half it gets right.
 */
export class Validator {
  private readonly examples: readonly Example[];
  private readonly batches: readonly Batch[];
  private readonly decodingModel: EngineDecodingModel;
  /** Which of the examples are shown. */
  private readonly probes: readonly number[];
  private readonly tracer: MachineTracer | undefined;
  private readonly drawings: DrawingTracer | undefined;

  constructor(private readonly parts: ValidatorParts) {
    const { config, model, steps, codecs } = parts;
    const { batch_size, length_bucket_width, max_valid_sents, print_valid_sents } = config.training;
    this.examples = spread(parts.examples.length, max_valid_sents).map((index) => parts.examples[index]!);
    this.batches = evaluationBatches(this.examples, codecs, {
      batchSize: batch_size,
      bucketWidth: length_bucket_width,
    });
    this.decodingModel = new EngineDecodingModel(model, steps);
    this.probes = spread(this.examples.length, print_valid_sents);
    const shape = {
      batchSize: this.probes.length,
      sourceTime: Math.max(...this.batches.map(({ sourceTime }) => sourceTime)),
      targetTime: Math.max(...this.batches.map(({ targetTime }) => targetTime)),
      featureSize: this.batches[0]?.featureSize,
    };
    this.tracer = MachineTracer.of(model, steps, codecs, shape);
    this.drawings = DrawingTracer.of(
      model,
      steps,
      codecs,
      shape,
      drawConfig(config.model.decoder).image_size,
    );
  }

  /**
   * @param goOn called between batches, so that the process can listen; answers false to give up
   * @returns undefined when given up
   */
  async validate(goOn: () => Promise<boolean>): Promise<Validation | undefined> {
    this.compile();
    const sums = { lossSum: 0, targetTokens: 0, correctTokens: 0 };
    const decoded = new Map<number, Decoded>();
    for (const batch of this.batches) {
      const { fetches } = this.evaluateStep(batch).run(batchFeeds(batch));
      sums.lossSum += fetches['loss_sum']![0]!;
      sums.correctTokens += fetches['correct_tokens']![0]!;
      sums.targetTokens += batch.targetTokens;
      if (!(await goOn())) return undefined;
      if (this.isLanguageModel) continue;
      this.decode(batch, decoded);
      if (!(await goOn())) return undefined;
    }
    if (this.isLanguageModel) return this.continueProbes(tokenMetrics(sums));
    const right = [...decoded.values()].filter(({ correct }) => correct).length;
    const pairs = this.examples.length;
    const texts = [...decoded].map(([row, { found }]) => ({ found, pair: this.examples[row]!.pair }));
    const textMetrics = measureTexts(this.parts.config, this.parts.codecs, texts);
    return {
      metrics: { ...tokenMetrics(sums), sequenceAccuracy: right / pairs, ...textMetrics, pairs },
      ...this.describeProbes(decoded),
    };
  }

  private get isLanguageModel(): boolean {
    return this.parts.config.task === 'language_model';
  }

  private continueProbes(measured: ReturnType<typeof tokenMetrics>): Validation {
    const samples = this.probes.map((probe, index) => {
      const { codecs, config } = this.parts;
      const example = this.examples[probe]!;
      const sample = continueText(this.decodingModel, codecs, example, this.commonOptions, index);
      return { ...sample, picture: picturesOfText(config, sample) };
    });
    const right = samples.filter(({ correct }) => correct).length;
    const sequenceAccuracy = samples.length === 0 ? 0 : right / samples.length;
    return {
      metrics: { ...measured, sequenceAccuracy, pairs: this.examples.length },
      samples,
      attention: [],
      machines: [],
    };
  }

  /** Everything before the first run, so that an engine may prepare it together. */
  private compile(): void {
    this.tracer?.compile();
    if (this.probes.length > 0) this.drawings?.compile();
    for (const batch of this.batches) {
      this.evaluateStep(batch);
      if (this.isLanguageModel) continue;
      this.decodingModel.prepare(batch, greedyRequest(this.searchOptions(batch)));
    }
  }

  private evaluateStep(batch: Batch) {
    const { batchSize, sourceTime, targetTime, featureSize } = batch;
    return this.parts.steps.get(`evaluate/${batchSize}/${sourceTime}/${targetTime}`, () =>
      makeEvaluateStep(this.parts.model, { batchSize, sourceTime, targetTime, featureSize }),
    );
  }

  private get commonOptions(): Pick<SearchOptions, 'bosId' | 'eosId' | 'neverIds' | 'alpha'> {
    const { config, codecs } = this.parts;
    const { bosId, eosId } = codecs.target;
    return { bosId, eosId, neverIds: neverPredicted(codecs.target), alpha: config.testing.beam_alpha };
  }

  private searchOptions(batch: Batch): SearchOptions {
    return {
      ...this.commonOptions,
      maxLengths: batch.rows.map((row, slot) => (row < 0 ? 0 : this.longestOutput(batch, slot))),
      prefixIds: [],
      keepAttention: (slot) => this.probes.includes(batch.rows[slot]!),
    };
  }

  private decode(batch: Batch, decoded: Map<number, Decoded>): void {
    const found = greedySearch(this.decodingModel, batch, this.searchOptions(batch));
    found.forEach((hypothesis, slot) => {
      if (hypothesis === undefined) return;
      const row = batch.rows[slot]!;
      decoded.set(row, { found: hypothesis, correct: this.isCorrect(hypothesis, this.examples[row]!) });
    });
  }

  private longestOutput({ sourceLengths }: Batch, slot: number): number {
    const { config, codecs, model } = this.parts;
    const { max_output_length } = config.testing;
    const isText = model.regions === undefined;
    const tokens = isText ? sourceLengths[slot]! - (codecs.sourceEos ? 1 : 0) : undefined;
    const configured = max_output_length === undefined ? undefined : max_output_length + 1;
    return maxOutputLength(tokens, configured, config.data.trg.max_length);
  }

  /** As text, so that an unknown symbol is never the right answer for a token that the vocabulary lacks. */
  private isCorrect({ ids, finished }: SearchHypothesis, { targetIds, pair }: Example): boolean {
    if (!finished || ids.length !== targetIds.length || !ids.every((id, i) => id === targetIds[i]))
      return false;
    const { target } = this.parts.codecs;
    if (!ids.includes(target.unkId)) return true;
    return target.tokenize(pair.target).every((token, index) => token === target.tokenOf(ids[index]!));
  }

  private drawPictures(): readonly PictureSteps[] | undefined {
    if (this.probes.length === 0) return undefined;
    return this.drawings?.run(this.probes.map((probe) => this.examples[probe]!));
  }

  private describeProbes(
    decoded: ReadonlyMap<number, Decoded>,
  ): Pick<Validation, 'samples' | 'attention' | 'machines'> {
    const { codecs, config, model } = this.parts;
    const { regions } = model;
    const drawn = this.drawPictures();
    const samples: ProbeSample[] = [];
    const attention: AttentionMap[] = [];
    this.probes.forEach((probe, index) => {
      const { found, correct } = decoded.get(probe)!;
      const { pair } = this.examples[probe]!;
      const hypothesis = makeHypothesis(codecs, found);
      const texts = { source: pair.source, reference: pair.target, hypothesis: hypothesis.text };
      samples.push({
        index,
        ...texts,
        picture: drawn?.[index] ?? picturesOfText(config, texts),
        correct,
        sourceTokens: sourceColumns(codecs, codecs.source.tokenize(pair.source), regions),
        regions,
        hypothesisTokens: hypothesis.tokens,
        logProbability: hypothesis.logProbability,
      });
      if (hypothesis.attention !== undefined) attention.push(hypothesis.attention);
    });
    const written = this.probes.map((probe) => ({
      ...this.examples[probe]!,
      targetIds: Int32Array.from(decoded.get(probe)!.found.ids),
    }));
    return { samples, attention, machines: this.tracer?.run(written) ?? [] };
  }
}

/** At most `wanted` of the numbers 0 … count − 1, evenly spread: a file may be sorted. */
export function spread(count: number, wanted: number): number[] {
  const taken = Math.min(count, wanted);
  return Array.from({ length: taken }, (_, index) => Math.floor((index * count) / taken));
}
