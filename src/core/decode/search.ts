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
  /** For each token, the attention `[source length]` it was written with, as the encoder read the source. */
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
  readonly attention: Float32Array | undefined;
}

/** Length penalty ((5 + n) / 6)^α of Wu et al. 2016 (GNMT), equation 14; n counts the end symbol. */
export function lengthPenalty(length: number, alpha: number): number {
  return ((5 + length) / 6) ** alpha;
}

/** The hypothesis that ends with this node. */
export function hypothesisOf(node: Node, finished: boolean, alpha: number): SearchHypothesis {
  const nodes: Node[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) nodes.push(at);
  nodes.reverse();
  const attention = nodes.map((at) => at.attention).filter((row) => row !== undefined);
  return {
    ids: nodes.map((at) => at.id),
    tokenLogProbabilities: nodes.map((at) => at.tokenLogProbability),
    logProbability: node.logProbability,
    score: node.logProbability / lengthPenalty(node.length, alpha),
    finished,
    attention: attention.length === nodes.length ? attention : undefined,
  };
}

/** Adds a token to a hypothesis (`undefined`: the empty one). */
export function extend(
  parent: Node | undefined,
  id: number,
  tokenLogProbability: number,
  attention: Float32Array | undefined,
): Node {
  return {
    parent,
    id,
    length: (parent?.length ?? 0) + 1,
    tokenLogProbability,
    logProbability: (parent?.logProbability ?? 0) + tokenLogProbability,
    attention,
  };
}

/** Row `row` of `[rows, sourceTime]` attention, cut to the source's real length. */
export function attentionRow(
  attention: Float32Array | undefined,
  row: number,
  sourceTime: number,
  sourceLength: number,
): Float32Array | undefined {
  return attention?.slice(row * sourceTime, row * sourceTime + sourceLength);
}
