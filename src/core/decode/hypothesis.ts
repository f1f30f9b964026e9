/** Attention of one hypothesis: row-major `[rows, columns]` = `[target steps, source tokens]`, every row sums to 1. */
export interface AttentionMap {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
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
  /** In reading order, with the end symbol if the encoder reads one. */
  readonly sourceTokens: readonly string[];
  /** Source tokens that the vocabulary lacks (decoded as the unknown symbol). */
  readonly unknownTokens: readonly string[];
  readonly hypotheses: readonly Hypothesis[];
}

export interface DecodeOptions {
  readonly beamSize: number;
  readonly nBest: number;
  /** α of the length penalty ((5+n)/6)^α, Wu et al. 2016. */
  readonly beamAlpha: number;
  /** Longest hypothesis in tokens, end symbol included; undefined: 1.5 × source tokens + 10, at most trg.max_length + 1. */
  readonly maxOutputLength: number | undefined;
  readonly attention: boolean;
  /** Target text every hypothesis must begin with; empty for none. */
  readonly prefix: string;
}
