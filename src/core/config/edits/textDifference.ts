import type { TextRange } from '../configDocument';

/** The one stretch of `before` that differs from `after`, and what stands there instead. */
export function textDifference(before: string, after: string): TextRange & { readonly content: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return {
    offset: start,
    length: before.length - same - start,
    content: after.slice(start, after.length - same),
  };
}
