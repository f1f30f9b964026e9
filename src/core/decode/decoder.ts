import type { Config } from '../config/schema';
import { putFeatures } from '../data/putFeatures';
import type { Seq2SeqModel } from '../model/model';
import type { Engine } from '../step/engine';
import { StepCache } from '../step/stepCache';
import type { Codecs } from '../text/codecs';
import { encodeSource, encodeTarget, SourceError, type EncodedSource } from '../text/encodeText';
import { neverPredicted } from '../text/neverPredicted';
import { beamSearch } from './beamSearch';
import { ConstraintMaker, type RequestedConstraint } from './constraints/constraintMaker';
import { checkDecodeOptions } from './decodeOptions';
import type { SourceBatch } from './decodingModel';
import { EngineDecodingModel } from './engineDecodingModel';
import { forcedScores, type ForcedScore } from './forcedScores';
import { greedySearch } from './greedySearch';
import type { DecodeOptions, DecodeResult, Hypothesis, ScoredPair } from './hypothesis';
import { paddedSources, paddedTime, sourcesPerBatch } from './inferenceShape';
import { makeHypothesis } from './makeHypothesis';
import { maxOutputLength } from './outputLength';
import { attentionMap, sourceColumns } from './readingOrder';
import { sampleSearch } from './sampleSearch';
import type { SearchHypothesis, SearchOptions } from './search';

/** A source that can't be decoded or scored, and why. */
export interface Refused {
  readonly type: 'refused';
  readonly source: string;
  readonly message: string;
}

/** A source that was decoded, or the reason why it could not be. */
export type DecodeOutcome = { readonly type: 'decoded'; readonly result: DecodeResult } | Refused;

/** A pair that was scored, or the reason why it could not be. */
export type ScoreOutcome = { readonly type: 'scored'; readonly result: ScoredPair } | Refused;

export interface DecoderParts {
  /** Holds the model's weights as its variables. */
  readonly engine: Engine;
  readonly model: Seq2SeqModel;
  readonly codecs: Codecs;
  readonly config: Config;
}

/** Compiled steps kept: at most four for each shape. */
const keptSteps = 32;

interface Job {
  /** Place among the sources given. */
  readonly index: number;
  readonly source: string;
  readonly encoded: EncodedSource;
}

/** What the hypotheses of a call must obey. */
interface Request extends RequestedConstraint {
  readonly prefixTokens: readonly string[];
}

/** Turns sources into hypotheses with a trained model. Sources of similar length are decoded together. */
export class Decoder {
  private readonly steps: StepCache;
  private readonly decodingModel: EngineDecodingModel;
  private readonly constraints: ConstraintMaker;

  constructor(private readonly parts: DecoderParts) {
    const { engine, model, codecs } = parts;
    this.steps = new StepCache(engine, keptSteps);
    this.decodingModel = new EngineDecodingModel(model, this.steps);
    this.constraints = new ConstraintMaker(codecs.target);
  }

  /**
   * One outcome for each source, in their order. A source that is too long is refused with a sentence, and so is one that
   * should be vectors or a picture and is not, and one for which no hypothesis obeys the constraints; tokens that the vocabulary lacks
   * are decoded as the unknown symbol and reported. A source without any token has nothing to transform: its one
   * hypothesis is the empty text, with probability 1, and the model is not asked (unless there is a prefix or a constraint).
   * @throws RangeError when options contradict each other or the vocabulary
   * @throws GrammarError when `allowed` is neither a grammar nor a regular expression
   */
  decode(sources: readonly string[], options: DecodeOptions): DecodeOutcome[] {
    checkDecodeOptions(options);
    const { codecs, config } = this.parts;
    if (config.task === 'language_model')
      return sources.map((text, index) => this.continueText(text, index, options));
    const prefixTokens = codecs.target.tokenize(options.prefix);
    const request = { ...this.constraints.make(options, prefixTokens), prefixTokens };
    const outcomes = new Array<DecodeOutcome | undefined>(sources.length).fill(undefined);
    const jobs: Job[] = [];
    sources.forEach((source, index) => {
      const job = this.prepare(source, index);
      if ('type' in job) outcomes[index] = job;
      else if (job.encoded.tokens.length === 0 && options.prefix === '' && request.constraint === undefined)
        outcomes[index] = this.decoded(job, [emptyHypothesis]);
      else {
        const message = this.describeImpossiblePrefix(job, prefixTokens);
        if (message === undefined) jobs.push(job);
        else outcomes[index] = { type: 'refused', source, message };
      }
    });
    const { sampling, beamSize, nBest } = options;
    for (const batch of batches(jobs, sampling === undefined ? beamSize : nBest)) {
      const found = this.search(batch, options, request);
      batch.forEach(
        (job, row) => (outcomes[job.index] = this.outcome(job, found[row] ?? [], options, request)),
      );
    }
    return outcomes.filter((outcome) => outcome !== undefined);
  }

  /**
   * How probable the model finds given targets: one outcome for each pair, in their order. A target that is empty is scored
   * by its end symbol. Target tokens that the vocabulary lacks count as the unknown symbol.
   */
  score(
    pairs: readonly { readonly source: string; readonly target: string }[],
    { attention }: Pick<DecodeOptions, 'attention'>,
  ): ScoreOutcome[] {
    const { target } = this.parts.codecs;
    const outcomes = new Array<ScoreOutcome | undefined>(pairs.length).fill(undefined);
    const jobs: Job[] = [];
    pairs.forEach(({ source }, index) => {
      const job = this.prepare(source, index);
      if ('type' in job) outcomes[index] = job;
      else jobs.push(job);
    });
    for (const batch of batches(jobs, 1)) {
      const targets = batch.map(({ index }) => encodeTarget(target, pairs[index]!.target));
      const { bosId, eosId } = target;
      const scores = forcedScores(this.decodingModel, this.pad(batch), targets, { bosId, eosId, attention });
      batch.forEach((job, row) => {
        outcomes[job.index] = this.scored(job, pairs[job.index]!.target, targets[row]!, scores[row]!);
      });
    }
    return outcomes.filter((outcome) => outcome !== undefined);
  }

  /** Frees the compiled steps; the engine stays its owner's. */
  dispose(): void {
    this.steps.dispose();
  }

  private continueText(source: string, index: number, options: DecodeOptions): DecodeOutcome {
    const { codecs } = this.parts;
    const { target } = codecs;
    const prefixTokens = target.tokenize(options.prefix + source);
    const { minOutputLength } = options;
    const constraint = this.constraints.make(
      // Of what it writes, behind the text that it continues.
      { ...options, minOutputLength: minOutputLength === 0 ? 0 : prefixTokens.length + minOutputLength },
      prefixTokens,
    );
    const request = { ...constraint, prefixTokens };
    const unknownTokens = [...new Set(prefixTokens.filter((token) => target.idOf(token) === target.unkId))];
    const job = { index, source, encoded: { ...encodeSource(codecs, '', 0), unknownTokens } };
    const [found = []] = this.search([job], options, request);
    return this.outcome(job, found, options, request);
  }

  private prepare(source: string, index: number): Job | Refused {
    const { codecs, config } = this.parts;
    try {
      return { index, source, encoded: encodeSource(codecs, source, config.data.src.max_length) };
    } catch (error) {
      if (error instanceof SourceError) return { type: 'refused', source, message: error.message };
      throw error;
    }
  }

  /** What is wrong with a prefix for this source: it points at nothing. */
  private describeImpossiblePrefix({ encoded }: Job, prefixTokens: readonly string[]): string | undefined {
    const { target } = this.parts.codecs;
    if (target.toJSON().level !== 'pointer') return undefined;
    const limit = this.parts.model.outputSize(encoded.ids.length);
    const token = prefixTokens.find((each) => {
      const id = target.idOf(each);
      return id === target.unkId || id >= limit;
    });
    if (token === undefined) return undefined;
    return `The prefix says ${JSON.stringify(token)}, which is no position of this source: it has the positions 1 to ${encoded.tokens.length}.`;
  }

  private decoded({ source, encoded }: Job, hypotheses: readonly Hypothesis[]): DecodeOutcome {
    const { codecs, model } = this.parts;
    const { regions } = model;
    const sourceTokens = sourceColumns(codecs, encoded.tokens, regions);
    const { unknownTokens } = encoded;
    return { type: 'decoded', result: { source, sourceTokens, regions, unknownTokens, hypotheses } };
  }

  private scored(
    { source, encoded }: Job,
    target: string,
    ids: Int32Array,
    score: ForcedScore,
  ): ScoreOutcome {
    const { codecs, model } = this.parts;
    const { regions } = model;
    const { tokenLogProbabilities, attention } = score;
    const logProbability = tokenLogProbabilities.reduce((sum, value) => sum + value, 0);
    if (Number.isNaN(logProbability)) return refuseDamaged(source);
    return {
      type: 'scored',
      result: {
        source,
        target,
        sourceTokens: sourceColumns(codecs, encoded.tokens, regions),
        regions,
        unknownTokens: encoded.unknownTokens,
        tokens: Array.from(ids, (id) => codecs.target.tokenOf(id)),
        tokenLogProbabilities,
        logProbability,
        perplexity: Math.exp(-logProbability / ids.length),
        attention: attention === undefined ? undefined : attentionMap(codecs, attention),
      },
    };
  }

  private outcome(
    job: Job,
    found: readonly SearchHypothesis[],
    { attention, replaceUnk }: DecodeOptions,
    { prefixTokens, constraint, names }: Request,
  ): DecodeOutcome {
    const isText = this.parts.model.regions === undefined;
    const unknownFrom = replaceUnk && isText ? job.encoded.tokens : undefined;
    const made = found.map((each) => {
      const hypothesis = makeHypothesis(this.parts.codecs, each, { prefixTokens, unknownFrom });
      return attention ? hypothesis : { ...hypothesis, attention: undefined };
    });
    if (made.length === 0 && constraint !== undefined) return refuseConstrained(job.source, names);
    // Weights that are no numbers give no hypothesis, or one of which nothing can be said.
    const isNothing = made.every(({ logProbability }) => Number.isNaN(logProbability));
    return isNothing ? refuseDamaged(job.source) : this.decoded(job, made);
  }

  private search(batch: readonly Job[], options: DecodeOptions, request: Request): SearchHypothesis[][] {
    const { beamSize, nBest, sampling, beamGroups, diversityPenalty } = options;
    const source = this.pad(batch);
    const search = this.searchOptions(batch, source, options, request);
    if (sampling !== undefined) {
      const sourceNumbers = Int32Array.from({ length: source.batchSize }, (_, row) => batch[row]?.index ?? 0);
      return sampleSearch(this.decodingModel, source, { ...search, ...sampling, nBest, sourceNumbers });
    }
    if (beamSize === 1)
      return greedySearch(this.decodingModel, source, search).map((found) =>
        found === undefined ? [] : [found],
      );
    return beamSearch(this.decodingModel, source, {
      ...search,
      beamSize,
      nBest,
      beamGroups,
      diversityPenalty,
    });
  }

  private searchOptions(
    batch: readonly Job[],
    { batchSize }: SourceBatch,
    options: DecodeOptions,
    { prefixTokens, constraint, leastLength }: Request,
  ): SearchOptions {
    const { codecs, config, model } = this.parts;
    const { regions } = model;
    const { target } = codecs;
    const isLanguageModel = config.task === 'language_model';
    const { attention, replaceUnk, generateUnk, beamAlpha, coverageBeta, repetitionPenalty } = options;
    const maxLengths = new Int32Array(batchSize);
    batch.forEach(({ encoded }, row) => {
      const length = regions === undefined ? encoded.tokens.length : undefined;
      const { max_length } = config.data.trg;
      // What a language model writes comes behind the text that it continues.
      const longest = isLanguageModel
        ? prefixTokens.length + (options.maxOutputLength ?? max_length + 1)
        : maxOutputLength(length, options.maxOutputLength, max_length);
      maxLengths[row] = Math.max(longest, prefixTokens.length + leastLength + 1);
    });
    return {
      bosId: target.bosId,
      eosId: target.eosId,
      neverIds: [
        ...neverPredicted(target),
        ...(generateUnk || target.unkId === target.eosId ? [] : [target.unkId]),
      ],
      maxLengths,
      prefixIds: prefixTokens.map((token) => target.idOf(token)),
      constraint,
      alpha: beamAlpha,
      coverageBeta: this.parts.model.hasAttention ? coverageBeta : 0,
      repetitionPenalty,
      keepAttention: attention || replaceUnk ? () => true : undefined,
    };
  }

  private pad(batch: readonly Job[]): SourceBatch {
    const longest = batch.reduce((length, { encoded }) => Math.max(length, encoded.ids.length), 0);
    const sourceTime = paddedTime(longest);
    const batchSize = paddedSources(batch.length);
    const { padId, features } = this.parts.codecs.source;
    const featureSize = features?.size ?? 0;
    const sourceIds = new Int32Array(batchSize * sourceTime).fill(padId);
    const sourceFeatures = new Float32Array(batchSize * sourceTime * featureSize);
    const sourceLengths = new Int32Array(batchSize);
    batch.forEach(({ encoded }, row) => {
      sourceIds.set(encoded.ids, row * sourceTime);
      putFeatures(encoded.features, sourceFeatures, row * sourceTime * featureSize);
      sourceLengths[row] = encoded.ids.length;
    });
    const ids = { batchSize, sourceTime, sourceIds, sourceLengths };
    return features === undefined ? ids : { ...ids, featureSize, sourceFeatures };
  }
}

/** Sources of similar length together, the longest first. */
function batches(jobs: readonly Job[], rowsPerSource: number): Job[][] {
  const sorted = [...jobs].sort((a, b) => b.encoded.ids.length - a.encoded.ids.length || a.index - b.index);
  const size = sourcesPerBatch(rowsPerSource);
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) =>
    sorted.slice(index * size, (index + 1) * size),
  );
}

function refuseDamaged(source: string): Refused {
  const message =
    'The model computes no probabilities for this source (NaN): its weights are damaged. Decode with another checkpoint.';
  return { type: 'refused', source, message };
}

function refuseConstrained(source: string, names: readonly string[]): Refused {
  const message = `No hypothesis was found that obeys ${names.join(' and ')} within the longest output. Raise max_output_length, use a wider beam, or ask for less.`;
  return { type: 'refused', source, message };
}

const emptyHypothesis: Hypothesis = {
  text: '',
  tokens: [],
  tokenLogProbabilities: [],
  logProbability: 0,
  score: 0,
  finished: true,
  attention: undefined,
};
