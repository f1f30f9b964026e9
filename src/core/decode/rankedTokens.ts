import type { DecodingStepOutput } from './decodingModel';
import { paddedTime } from './inferenceShape';
import type { Node, SearchOptions } from './search';

/** A token that may come next. */
export interface RankedToken {
  readonly id: number;
  /** The model's. */
  readonly logProbability: number;
  /** What the search ranks by. */
  readonly ranked: number;
}

/** What decides which of a row's tokens may come next. */
export interface TokenRules extends Pick<SearchOptions, 'neverIds' | 'repetitionPenalty'> {
  /** Whether the one token told is forced, whatever the rules. */
  readonly isForced: boolean;
  readonly forbids: (row: number, id: number) => boolean;
}

/**
 * The tokens that may follow a hypothesis, in the order in which the model tells them: the most probable first. The
 * repetition penalty of Keskar et al. 2019 (CTRL) multiplies the log probability of every token that the hypothesis
 * already has, as Hugging Face's beam search does; it changes what the search ranks by, not the probabilities told.
 */
export function* rankedTokens(
  { width, ids, logProbabilities }: DecodingStepOutput,
  row: number,
  node: Node | undefined,
  { isForced, neverIds, forbids, repetitionPenalty = 1 }: TokenRules,
): Generator<RankedToken, void, undefined> {
  const repeated = repetitionPenalty === 1 ? undefined : idsOf(node);
  for (let place = row * width; place < (row + 1) * width; place++) {
    const id = ids[place]!;
    if (!isForced && (neverIds.includes(id) || forbids(row, id))) continue;
    const logProbability = logProbabilities[place]!;
    const factor = repeated?.has(id) === true ? repetitionPenalty : 1;
    yield { id, logProbability, ranked: factor * logProbability };
  }
}

/**
 * How many tokens a model has to tell for the best `wanted` to be among them. Penalised ones may fall behind as many
 * others: for few different numbers, the longest length is rounded up.
 */
export function candidatesFor(
  wanted: number,
  { neverIds, repetitionPenalty = 1, maxLengths }: SearchOptions,
): number {
  const longest = Array.from(maxLengths).reduce((a, b) => Math.max(a, b), 0);
  return wanted + neverIds.length + (repetitionPenalty === 1 ? 0 : paddedTime(longest));
}

function idsOf(node: Node | undefined): Set<number> {
  const ids = new Set<number>();
  for (let at = node; at !== undefined; at = at.parent) ids.add(at.id);
  return ids;
}
