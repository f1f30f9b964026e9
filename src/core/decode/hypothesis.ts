import type { Regions } from '../model/model';
import type { Sampling } from './sampleSearch';

/** Attention of one hypothesis: row-major `[rows, columns]` = `[target steps, source tokens]`, every row sums to 1. */
export interface AttentionMap {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** A given target as the model sees it. */
export interface ScoredPair {
  readonly source: string;
  readonly target: string;
  /** In reading order, with the end symbol if the encoder reads one; the regions of a picture. */
  readonly sourceTokens: readonly string[];
  /** The grid of `sourceTokens` on a picture; undefined where the source is none. */
  readonly regions?: Regions | undefined;
  /** Source tokens that the vocabulary lacks. */
  readonly unknownTokens: readonly string[];
  /** Target tokens and the end symbol, as the model knows them: the unknown symbol for those that the vocabulary lacks. */
  readonly tokens: readonly string[];
  /** Natural log of each token's probability given the source and the tokens before it. */
  readonly tokenLogProbabilities: readonly number[];
  /** Σ tokenLogProbabilities. */
  readonly logProbability: number;
  /** exp(−logProbability / tokens): 1 when the model was sure of every token. */
  readonly perplexity: number;
  /** Where the decoder looked while it was given the target. */
  readonly attention: AttentionMap | undefined;
}

/** One way to decode a source. */
export interface Hypothesis {
  readonly text: string;
  /** Target tokens, the end symbol included when the decoder wrote it. */
  readonly tokens: readonly string[];
  /** Natural log of each token's probability given the source and the tokens before it. */
  readonly tokenLogProbabilities: readonly number[];
  /** Σ tokenLogProbabilities. */
  readonly logProbability: number;
  /** logProbability with the length penalty: what hypotheses are ranked by. */
  readonly score: number;
  /** False when `max_output_length` cut it off. */
  readonly finished: boolean;
  readonly attention: AttentionMap | undefined;
}

/** All that decoding one source gives, best hypothesis first. */
export interface DecodeResult {
  readonly source: string;
  /** In reading order, with the end symbol if the encoder reads one; the regions of a picture. */
  readonly sourceTokens: readonly string[];
  /** The grid of `sourceTokens` on a picture; undefined where the source is none. */
  readonly regions?: Regions | undefined;
  /** Source tokens that the vocabulary lacks (decoded as the unknown symbol). */
  readonly unknownTokens: readonly string[];
  readonly hypotheses: readonly Hypothesis[];
}

export interface DecodeOptions {
  readonly beamSize: number;
  /** At most `beamSize`, unless hypotheses are drawn. */
  readonly nBest: number;
  /** α of the length penalty ((5+n)/6)^α, Wu et al. 2016. */
  readonly beamAlpha: number;
  /** β of the coverage penalty of Wu et al. 2016; 0: none. */
  readonly coverageBeta: number;
  /** Groups of equal size that the beam is divided into. */
  readonly beamGroups: number;
  /** λ of diverse beam search, Vijayakumar et al. 2018. */
  readonly diversityPenalty: number;
  /** Draws hypotheses instead of searching for the most probable; `beamSize` is 1 then. */
  readonly sampling: Sampling | undefined;
  /** Longest hypothesis in tokens, end symbol included; undefined: 1.5 × source tokens + 10, at most trg.max_length + 1. */
  readonly maxOutputLength: number | undefined;
  /** Fewest tokens before the end symbol. */
  readonly minOutputLength: number;
  readonly attention: boolean;
  /** Target text every hypothesis must begin with; empty for none. */
  readonly prefix: string;
  /** No sequence of so many tokens occurs twice; 0: no such limit. */
  readonly noRepeatNgramSize: number;
  /** What a token that was written before costs: the factor of its log probability; 1: nothing. */
  readonly repetitionPenalty: number;
  /** Texts that every hypothesis must contain. */
  readonly forceTokens: readonly string[];
  /** The grammar, or the regular expression between slashes, that every hypothesis must match; undefined: any text. */
  readonly allowed: string | undefined;
  /** Whether the unknown symbol may be written. */
  readonly generateUnk: boolean;
  /** Whether the most attended source token takes the place of an unknown symbol. */
  readonly replaceUnk: boolean;
}
