/**
 * A set of source–target pairs that can be drawn from at random and checked exactly. Sources are grouped in strata that
 * are drawn with equal chance (lengths of a sequence, formats of a date), so that the rare short ones are seen too.
 */
export interface PairLanguage {
  readonly strata: readonly Stratum[];
  /** Tokens of the longest source and of the longest target, without special symbols. */
  readonly longestSource: number;
  readonly longestTarget: number;
  /** The one right target; `undefined` when the source is not in the language. Independent of how sources are made. */
  oracle(source: string): string | undefined;
  /**
   * What the splits must not share: a pair whose key occurs in the test or dev split stays out of train. Coarser than
   * the source where a near twin would give the answer away (`5+3` and `3+5`, one day in two formats).
   */
  heldOutKey(pair: { readonly source: string; readonly target: string }): string;
}

/** Sources of one kind: every combination of coordinates is one source. */
export interface Stratum {
  /** How many values each coordinate has. */
  readonly radices: readonly number[];
  /** Coordinates, each from 0 to its radix − 1 → source. */
  readonly spell: (coordinates: readonly number[]) => string;
  /** Whether several combinations make the same source; default false. Then there are fewer sources than combinations. */
  readonly mayRepeat?: boolean;
}

/** How many sources a stratum has; infinite beyond what is worth counting (2⁵³). */
export function stratumSize({ radices }: Stratum): number {
  const size = radices.reduce((product, radix) => product * radix, 1);
  return size <= Number.MAX_SAFE_INTEGER ? size : Infinity;
}

/** How many different pairs a language has; infinite beyond 2⁵³. */
export function languageSize({ strata }: PairLanguage): number {
  const size = strata.reduce((sum, stratum) => sum + stratumSize(stratum), 0);
  return size <= Number.MAX_SAFE_INTEGER ? size : Infinity;
}
