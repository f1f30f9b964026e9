import type { Config } from '../config/schema';
import type { Seq2SeqModel } from '../model/model';
import type { Engine } from '../step/engine';
import { StepCache } from '../step/stepCache';
import type { Codecs } from '../text/codecs';
import { encodeSource, SourceTooLongError, type EncodedSource } from '../text/encodeText';
import { beamSearch } from './beamSearch';
import type { SourceBatch } from './decodingModel';
import { EngineDecodingModel } from './engineDecodingModel';
import { greedySearch } from './greedySearch';
import type { DecodeOptions, DecodeResult, Hypothesis } from './hypothesis';
import { paddedSources, paddedTime, sourcesPerBatch } from './inferenceShape';
import { makeHypothesis } from './makeHypothesis';
import { maxOutputLength } from './outputLength';
import { sourceColumns } from './readingOrder';
import type { SearchHypothesis, SearchOptions } from './search';

/** A source that was decoded, or the reason why it could not be. */
export type DecodeOutcome =
  | { readonly type: 'decoded'; readonly result: DecodeResult }
  | { readonly type: 'refused'; readonly source: string; readonly message: string };

export interface DecoderParts {
  /** Holds the model's weights as its variables. */
  readonly engine: Engine;
  readonly model: Seq2SeqModel;
  readonly codecs: Codecs;
  readonly config: Config;
}

/** What the config says about decoding. */
export function decodeOptions(config: Pick<Config, 'testing'>): DecodeOptions {
  const { beam_size, n_best, beam_alpha, max_output_length } = config.testing;
  return {
    beamSize: beam_size,
    nBest: Math.min(n_best, beam_size),
    beamAlpha: beam_alpha,
    // The config's length is in tokens of text, without the end symbol.
    maxOutputLength: max_output_length === undefined ? undefined : max_output_length + 1,
    attention: false,
    prefix: '',
  };
}

/** Compiled steps kept: two for each shape. */
const keptSteps = 32;

interface Job {
  /** Place among the sources given. */
  readonly index: number;
  readonly source: string;
  readonly encoded: EncodedSource;
}

/** Turns sources into hypotheses with a trained model. Sources of similar length are decoded together. */
export class Decoder {
  private readonly steps: StepCache;
  private readonly decodingModel: EngineDecodingModel;

  constructor(private readonly parts: DecoderParts) {
    const { engine, model, codecs } = parts;
    this.steps = new StepCache(engine, keptSteps);
    this.decodingModel = new EngineDecodingModel(model, this.steps, codecs.target.vocabularySize);
  }

  /**
   * One outcome for each source, in their order. A source that is too long is refused with a sentence; tokens that the
   * vocabulary lacks are decoded as the unknown symbol and reported. A source without any token has nothing to transform:
   * its one hypothesis is the empty text, with probability 1, and the model is not asked (unless there is a prefix).
   * @throws RangeError when `nBest` is larger than `beamSize`
   */
  decode(sources: readonly string[], options: DecodeOptions): DecodeOutcome[] {
    if (options.nBest > options.beamSize) {
      throw new RangeError(
        `${options.nBest} hypotheses can't come from a beam of ${options.beamSize}: make the beam size at least ${options.nBest}.`,
      );
    }
    const outcomes = new Array<DecodeOutcome | undefined>(sources.length).fill(undefined);
    const jobs: Job[] = [];
    sources.forEach((source, index) => {
      const prepared = this.prepare(source, index, options);
      if ('type' in prepared) outcomes[index] = prepared;
      else jobs.push(prepared);
    });
    for (const batch of this.batches(jobs, options.beamSize)) {
      const found = this.search(batch, options);
      batch.forEach((job, row) => {
        const { hypotheses, prefixTokens } = found;
        const made = hypotheses[row]!.map((each) => makeHypothesis(this.parts.codecs, each, prefixTokens));
        // Weights that are no numbers give no hypothesis, or one of which nothing can be said.
        const isNothing = made.every(({ logProbability }) => Number.isNaN(logProbability));
        outcomes[job.index] = isNothing ? refuseDamaged(job.source) : this.decoded(job, made);
      });
    }
    return outcomes.filter((outcome) => outcome !== undefined);
  }

  /** Frees the compiled steps; the engine stays its owner's. */
  dispose(): void {
    this.steps.dispose();
  }

  private prepare(source: string, index: number, options: DecodeOptions): Job | DecodeOutcome {
    const { codecs, config } = this.parts;
    try {
      const job = { index, source, encoded: encodeSource(codecs, source, config.data.src.max_length) };
      const empty = job.encoded.tokens.length === 0 && options.prefix === '';
      return empty ? this.decoded(job, [emptyHypothesis]) : job;
    } catch (error) {
      if (error instanceof SourceTooLongError) return { type: 'refused', source, message: error.message };
      throw error;
    }
  }

  private decoded({ source, encoded }: Job, hypotheses: readonly Hypothesis[]): DecodeOutcome {
    const sourceTokens = sourceColumns(this.parts.codecs, encoded.tokens);
    return {
      type: 'decoded',
      result: { source, sourceTokens, unknownTokens: encoded.unknownTokens, hypotheses },
    };
  }

  private batches(jobs: readonly Job[], beamSize: number): Job[][] {
    const sorted = [...jobs].sort((a, b) => b.encoded.ids.length - a.encoded.ids.length || a.index - b.index);
    const size = sourcesPerBatch(beamSize);
    return Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) =>
      sorted.slice(index * size, (index + 1) * size),
    );
  }

  private search(
    batch: readonly Job[],
    { beamSize, nBest, beamAlpha, maxOutputLength: configured, attention, prefix }: DecodeOptions,
  ): { hypotheses: SearchHypothesis[][]; prefixTokens: readonly string[] } {
    const { codecs, config } = this.parts;
    const { target } = codecs;
    const prefixTokens = target.tokenize(prefix);
    const source = this.pad(batch);
    const maxLengths = new Int32Array(source.batchSize);
    batch.forEach(({ encoded }, row) => {
      const longest = maxOutputLength(encoded.tokens.length, configured, config.data.trg.max_length);
      maxLengths[row] = Math.max(longest, prefixTokens.length + 1);
    });
    const options: SearchOptions = {
      bosId: target.bosId,
      eosId: target.eosId,
      neverIds: [target.padId, target.bosId],
      maxLengths,
      prefixIds: prefixTokens.map((token) => target.idOf(token)),
      alpha: beamAlpha,
      keepAttention: attention ? () => true : undefined,
    };
    const hypotheses =
      beamSize === 1
        ? greedySearch(this.decodingModel, source, options).map((found) =>
            found === undefined ? [] : [found],
          )
        : beamSearch(this.decodingModel, source, { ...options, beamSize, nBest });
    return { hypotheses, prefixTokens };
  }

  private pad(batch: readonly Job[]): SourceBatch {
    const longest = batch.reduce((length, { encoded }) => Math.max(length, encoded.ids.length), 0);
    const sourceTime = paddedTime(longest);
    const batchSize = paddedSources(batch.length);
    const sourceIds = new Int32Array(batchSize * sourceTime).fill(this.parts.codecs.source.padId);
    const sourceLengths = new Int32Array(batchSize);
    batch.forEach(({ encoded }, row) => {
      sourceIds.set(encoded.ids, row * sourceTime);
      sourceLengths[row] = encoded.ids.length;
    });
    return { batchSize, sourceTime, sourceIds, sourceLengths };
  }
}

function refuseDamaged(source: string): DecodeOutcome {
  const message =
    'The model computes no probabilities for this source (NaN): its weights are damaged. Decode with another checkpoint.';
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
