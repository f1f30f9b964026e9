import type { NextToken } from './tableModel';

/** A pseudo-random table: probabilities are a function of the source, the history and the seed. */
export const randomTable =
  (seed: number, size: number): NextToken =>
  (source, before) => {
    const weights = Array.from({ length: size }, (_, id) => {
      let state = seed | 1;
      for (const part of [source, ...before, id, before.length]) {
        state = Math.imul(state ^ (part + 0x9e37), 0x85ebca6b);
        state ^= state >>> 13;
      }
      return (((Math.imul(state, 0xc2b2ae35) ^ (state >>> 16)) >>> 0) % 10_000) + 1;
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  };
