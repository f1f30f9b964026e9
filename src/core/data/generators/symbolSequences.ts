import type { PairLanguage } from './pairLanguage';

/** Sequences of symbols: how many symbols, how long, and how they are written. */
export interface SymbolSequenceOptions {
  readonly symbols: number;
  readonly min_length: number;
  readonly max_length: number;
  /** `char`: one character a symbol, nothing between (`b0a`). `word`: numbers with spaces between (`11 0 49`). */
  readonly level: 'char' | 'word';
}

/** Sequences that are to be repeated as they are. Lengths are drawn with equal chance. */
export function copySequences(options: SymbolSequenceOptions): PairLanguage {
  return sequences(options, (symbols) => symbols);
}

/** Sequences that are to be written backwards (after JoeyNMT's reverse task). Lengths are drawn with equal chance. */
export function reverseSequences(options: SymbolSequenceOptions): PairLanguage {
  return sequences(options, (symbols) => [...symbols].reverse());
}

/**
 * Sequences of which only the first symbol counts: what a state must carry over all the others (the latching problem of
 * Bengio et al. 1994). Lengths are drawn with equal chance.
 */
export function firstSymbols(options: SymbolSequenceOptions): PairLanguage {
  return { ...sequences(options, (symbols) => symbols.slice(0, 1)), longestTarget: 1 };
}

function sequences(
  { symbols, min_length, max_length, level }: SymbolSequenceOptions,
  transform: (symbols: readonly string[]) => readonly string[],
): PairLanguage {
  const separator = level === 'char' ? '' : ' ';
  const alphabet = Array.from({ length: symbols }, (_, index) =>
    level === 'char' ? symbolCharacter(index) : String(index),
  );
  const known = new Set(alphabet);
  const lengths = Array.from({ length: max_length - min_length + 1 }, (_, index) => min_length + index);
  return {
    strata: lengths.map((length) => ({
      radices: new Array<number>(length).fill(symbols),
      spell: (coordinates) => coordinates.map((symbol) => alphabet[symbol]).join(separator),
    })),
    longestSource: max_length,
    longestTarget: max_length,
    oracle: (source) => {
      const written = level === 'char' ? Array.from(source) : source.split(separator);
      const fits = written.length >= min_length && written.length <= max_length;
      return fits && written.every((symbol) => known.has(symbol))
        ? transform(written).join(separator)
        : undefined;
    },
    heldOutKey: ({ source }) => source,
  };
}

const commonSymbols = 'abcdefghijklmnopqrstuvwxyz0123456789';
const firstIdeograph = 0x4e00;

/** Small letters, digits, then ideographs: characters that neither lower-casing nor normalisation changes. */
function symbolCharacter(index: number): string {
  return commonSymbols[index] ?? String.fromCodePoint(firstIdeograph + index - commonSymbols.length);
}
