import { endOfWord, type Merge } from './merges';

/** Segmented words that are remembered: text repeats its words. */
const rememberedWords = 100_000;

/** Splits words into pieces by merges, as subword-nmt's `apply-bpe` does. */
export class WordSegmenter {
  private readonly ranks = new Map<string, number>();
  private readonly known = new Map<string, readonly string[]>();

  constructor(merges: readonly Merge[]) {
    merges.forEach(([first, second], rank) => {
      const key = pairOf(first, second);
      if (!this.ranks.has(key)) this.ranks.set(key, rank);
    });
  }

  /** The pieces of a word, which joined are the word. */
  segment(word: string): readonly string[] {
    const known = this.known.get(word);
    if (known !== undefined) return known;
    const pieces = this.split(word);
    if (this.known.size >= rememberedWords) this.known.clear();
    this.known.set(word, pieces);
    return pieces;
  }

  private split(word: string): readonly string[] {
    let symbols = Array.from(word);
    if (symbols.length < 2) return symbols;
    symbols.push((symbols.pop() ?? '') + endOfWord);
    while (symbols.length > 1) {
      const best = this.firstMerge(symbols);
      if (best === undefined) break;
      symbols = mergeAll(symbols, symbols[best]!, symbols[best + 1]!);
    }
    symbols.push((symbols.pop() ?? '').slice(0, -endOfWord.length));
    return symbols;
  }

  /** Where the pair stands that was merged first while learning. */
  private firstMerge(symbols: readonly string[]): number | undefined {
    let place: number | undefined;
    let lowest = Infinity;
    for (let index = 0; index + 1 < symbols.length; index++) {
      const rank = this.ranks.get(pairOf(symbols[index]!, symbols[index + 1]!));
      if (rank === undefined || rank >= lowest) continue;
      lowest = rank;
      place = index;
    }
    return place;
  }
}

/** Symbols hold no white space. */
function pairOf(first: string, second: string): string {
  return `${first} ${second}`;
}

/** From left to right: of x x x the first two are merged. */
function mergeAll(symbols: readonly string[], first: string, second: string): string[] {
  const merged: string[] = [];
  for (let index = 0; index < symbols.length; index++) {
    const isPair = symbols[index] === first && symbols[index + 1] === second;
    merged.push(isPair ? first + second : symbols[index]!);
    if (isPair) index++;
  }
  return merged;
}
