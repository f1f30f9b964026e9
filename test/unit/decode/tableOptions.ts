import type { BeamOptions } from '../../../src/core/decode/beamSearch';
import type { SearchOptions } from '../../../src/core/decode/search';
import { bos, eos, pad } from './tableModel';

/** Options of a search in the tiny languages: at most `longest` tokens, from the probabilities alone. */
export function tableSearch(
  sources: number,
  longest: number,
  change: Partial<SearchOptions> = {},
): SearchOptions {
  return {
    bosId: bos,
    eosId: eos,
    neverIds: [pad, bos],
    maxLengths: new Array<number>(sources).fill(longest),
    prefixIds: [],
    alpha: 0,
    keepAttention: undefined,
    ...change,
  };
}

/** The same of a search with a beam, all of which is returned. */
export function tableBeam(
  sources: number,
  longest: number,
  beamSize: number,
  change: Partial<BeamOptions> = {},
): BeamOptions {
  return { ...tableSearch(sources, longest), beamSize, nBest: beamSize, ...change };
}
