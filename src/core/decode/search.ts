import type { Constraint } from './constraints/constraint';

/** What every search must know beside the model. */
export interface SearchOptions {
  readonly bosId: number;
  readonly eosId: number;
  /** Ids that no hypothesis ever contains: padding and the begin symbol. The unknown symbol may be written. */
  readonly neverIds: readonly number[];
  /** `[sources]` most tokens of a hypothesis, end symbol included; 0 for rows that only fill the batch. */
  readonly maxLengths: ArrayLike<number>;
  /** Tokens that every hypothesis must begin with; shorter than every `maxLengths` but 0. */
  readonly prefixIds: ArrayLike<number>;
  /** What hypotheses must obey; undefined: nothing, and the model runs its plain program. */
  readonly constraint?: Constraint | undefined;
  /** α of {@link lengthPenalty}. */
  readonly alpha: number;
  /** β of {@link coveragePenalty}; needs a model with attention. Default 0: none. */
  readonly coverageBeta?: number;
  /** Factor of {@link rankedTokens}, at least 1. Default 1: none. */
  readonly repetitionPenalty?: number;
  /** Whether hypotheses of a source keep their attention; undefined: none does, and it is not even read. */
  readonly keepAttention: ((source: number) => boolean) | undefined;
}

/** A hypothesis as ids. */
export interface SearchHypothesis {
  /** Target ids, the end symbol included when it was written. */
  readonly ids: readonly number[];
  readonly tokenLogProbabilities: readonly number[];
  readonly logProbability: number;
  readonly score: number;
  /** False when the longest allowed length cut it off. */
  readonly finished: boolean;
  /** For each token, the attention `[encoded length]` it was written with, as the encoder read the source. */
  readonly attention: readonly Float32Array[] | undefined;
}

/**
 * A hypothesis while it grows: its last token, and the hypothesis that it continues. Sharing beginnings keeps a step of a
 * beam at O(beam), whatever the length.
 */
export interface Node {
  readonly parent: Node | undefined;
  readonly id: number;
  readonly length: number;
  readonly tokenLogProbability: number;
  readonly logProbability: number;
  /** What the search ranks by: the log probability, unless repetitions are penalised. */
  readonly ranked: number;
  readonly attention: Float32Array | undefined;
}

/** Length penalty ((5 + n) / 6)^α of Wu et al. 2016 (GNMT), equation 14; n counts the end symbol. */
export function lengthPenalty(length: number, alpha: number): number {
  return ((5 + length) / 6) ** alpha;
}

/**
 * Coverage penalty β·Σᵢ log min(Σⱼ pᵢⱼ, 1) of Wu et al. 2016 (GNMT), equation 14: at most 0, which it is when every source
 * position got an attention of 1 in all. i runs over the positions that the encoder read, the end symbol included; a sum
 * counts as at least 10⁻⁶, since attention over a window leaves positions without any.
 * @param attention for each token, `[source length]`
 */
export function coveragePenalty(attention: readonly Float32Array[], beta: number): number {
  const sourceLength = attention[0]?.length ?? 0;
  let sum = 0;
  for (let position = 0; position < sourceLength; position++) {
    const covered = attention.reduce((total, row) => total + row[position]!, 0);
    sum += Math.log(Math.min(Math.max(covered, 1e-6), 1));
  }
  return beta * sum;
}

/** The hypothesis that ends with this node; its score is equation 14 of Wu et al. 2016. */
export function hypothesisOf(
  node: Node,
  finished: boolean,
  { alpha, coverageBeta = 0 }: Pick<SearchOptions, 'alpha' | 'coverageBeta'>,
  keepsAttention = true,
): SearchHypothesis {
  const nodes: Node[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) nodes.push(at);
  nodes.reverse();
  const attention = nodes.map((at) => at.attention).filter((row) => row !== undefined);
  const coverage = coverageBeta === 0 ? 0 : coveragePenalty(attention, coverageBeta);
  return {
    ids: nodes.map((at) => at.id),
    tokenLogProbabilities: nodes.map((at) => at.tokenLogProbability),
    logProbability: node.logProbability,
    score: node.ranked / lengthPenalty(node.length, alpha) + coverage,
    finished,
    attention: keepsAttention && attention.length === nodes.length ? attention : undefined,
  };
}

/** Adds a token to a hypothesis (`undefined`: the empty one). */
export function extend(
  parent: Node | undefined,
  id: number,
  tokenLogProbability: number,
  attention: Float32Array | undefined,
  rankedToken = tokenLogProbability,
): Node {
  return {
    parent,
    id,
    length: (parent?.length ?? 0) + 1,
    tokenLogProbability,
    logProbability: (parent?.logProbability ?? 0) + tokenLogProbability,
    ranked: (parent?.ranked ?? 0) + rankedToken,
    attention,
  };
}

/** `[rows]` what a prefix puts into place `position` of every hypothesis; undefined beyond it. */
export function forcedAt(
  { prefixIds }: Pick<SearchOptions, 'prefixIds'>,
  position: number,
  rows: number,
): Int32Array | undefined {
  const id = prefixIds[position];
  return id === undefined ? undefined : new Int32Array(rows).fill(id);
}

/** Best first; those that were cut off behind the finished ones. */
export function byRank(a: SearchHypothesis, b: SearchHypothesis): number {
  return Number(b.finished) - Number(a.finished) || b.score - a.score;
}

/** Whether a search has to read attention back. */
export function readsAttention({
  keepAttention,
  coverageBeta = 0,
}: Pick<SearchOptions, 'keepAttention' | 'coverageBeta'>): boolean {
  return keepAttention !== undefined || coverageBeta !== 0;
}

/** Row `row` of `[rows, encodedTime]` attention, cut to what is real of the source. */
export function attentionRow(
  attention: Float32Array | undefined,
  row: number,
  encodedTime: number,
  encodedLength: number,
): Float32Array | undefined {
  return attention?.slice(row * encodedTime, row * encodedTime + encodedLength);
}
