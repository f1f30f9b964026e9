import { eos, type NextToken } from './tableModel';

export interface ListedHypothesis {
  readonly ids: readonly number[];
  readonly tokenLogProbabilities: readonly number[];
  readonly logProbability: number;
  readonly finished: boolean;
}

/** Every sequence up to the longest length, with its log probability in the model's precision. */
export function everyHypothesis({
  next,
  source,
  size,
  maxLength,
  prefix = [],
  eosId = eos,
}: {
  next: NextToken;
  source: number;
  size: number;
  maxLength: number;
  prefix?: readonly number[];
  /** Ids below it are never written. */
  eosId?: number;
}): ListedHypothesis[] {
  const all: ListedHypothesis[] = [];
  const grow = (before: readonly number[], seen: readonly number[], sum: number): void => {
    const probabilities = next(source, before);
    for (let id = eosId; id < size; id++) {
      if (before.length < prefix.length && id !== prefix[before.length]) continue;
      const own = Math.fround(Math.log(probabilities[id]!));
      const ids = [...before, id];
      const tokenLogProbabilities = [...seen, own];
      const logProbability = sum + own;
      if (id === eosId || ids.length === maxLength)
        all.push({ ids, tokenLogProbabilities, logProbability, finished: id === eosId });
      else grow(ids, tokenLogProbabilities, logProbability);
    }
  };
  grow([], [], 0);
  return all;
}
