import { createHash } from 'node:crypto';
import type { Pair } from '../core/data/pair';

/** sha256 of a split, hex: of its pairs as `source TAB target` lines, so that a file and a generator compare. */
export function fingerprintPairs(pairs: Iterable<Pick<Pair, 'source' | 'target'>>): string {
  const hash = createHash('sha256');
  for (const { source, target } of pairs) hash.update(`${source}\t${target}\n`);
  return hash.digest('hex');
}
