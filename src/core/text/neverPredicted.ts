import type { TextCodec } from './textCodec';

/** Special symbols that are no output: padding and the beginning, unless the end is the same symbol. */
export function neverPredicted({
  padId,
  bosId,
  eosId,
}: Pick<TextCodec, 'padId' | 'bosId' | 'eosId'>): number[] {
  return [...new Set([padId, bosId])].filter((id) => id !== eosId);
}
