import { forbidden, type Constraint } from './constraint';

/**
 * No sequence of `size` tokens occurs twice in a hypothesis (Paulus, Xiong & Socher 2018, §2.5, for size 3). A prefix
 * counts, the end symbol does not.
 */
export function noRepeatedNgram(size: number): Constraint<readonly number[]> {
  return {
    start: () => [],
    advance: (ids, id) => [...ids, id],
    forbid: (ids, _room, mask) => {
      const repeated = continuations(ids, size);
      for (const id of repeated) mask[id] = forbidden;
      return repeated.length > 0;
    },
  };
}

/** What followed earlier wherever the last `size` − 1 tokens stood. */
function continuations(ids: readonly number[], size: number): number[] {
  const context = ids.length - (size - 1);
  const found: number[] = [];
  for (let start = 0; start + size <= ids.length; start++) {
    let same = 0;
    while (same < size - 1 && ids[start + same] === ids[context + same]) same++;
    if (same === size - 1) found.push(ids[start + same]!);
  }
  return found;
}
