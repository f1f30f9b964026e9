import { compareCodePoints } from './compareCodePoints';
import { endOfWord, type Merge } from './merges';
import { MergeQueue } from './mergeQueue';

/** A pair of neighbouring symbols: first · pairBase + second. */
type PairKey = number;
/** More symbols than any corpus has: the alphabet and one for each merge. */
const pairBase = 2 ** 26;
/** A pair that occurs once teaches nothing (subword-nmt's `--min-frequency`). */
const leastFrequency = 2;

interface Word {
  symbols: number[];
  readonly count: number;
}

/**
 * Learns byte pair encoding (Sennrich, Haddow & Birch 2016, algorithm 1): again and again the most frequent pair of
 * neighbouring symbols within words becomes a symbol. Counts and choices are those of subword-nmt's `learn-bpe`, version 0.2
 * (the last character of a word carries `</w>`); among equals the pair that is last in code point order comes first.
 * Stops early when no pair occurs twice.
 * @param wordCounts how often each word occurs
 */
export function learnBpe(wordCounts: ReadonlyMap<string, number>, mergeCount: number): Merge[] {
  const learner = new BpeLearner(wordCounts);
  const merges: Merge[] = [];
  while (merges.length < mergeCount) {
    const merge = learner.next();
    if (merge === undefined) break;
    merges.push(merge);
  }
  return merges;
}

class BpeLearner {
  private readonly spellings: string[] = [];
  private readonly ids = new Map<string, number>();
  private readonly words: Word[] = [];
  private readonly counts = new Map<PairKey, number>();
  /** Words in which a pair occurs or has occurred. */
  private readonly places = new Map<PairKey, Set<number>>();
  private readonly queue = new MergeQueue((a, b) => this.comparePairs(a, b));

  constructor(wordCounts: ReadonlyMap<string, number>) {
    for (const [word, count] of wordCounts) {
      const characters = Array.from(word);
      const last = characters.pop();
      if (last === undefined) continue;
      const symbols = [...characters, last + endOfWord].map((spelling) => this.idOf(spelling));
      const place = this.words.push({ symbols, count }) - 1;
      for (let index = 1; index < symbols.length; index++)
        this.add(keyOf(symbols[index - 1]!, symbols[index]!), count, place);
    }
    for (const [pair, count] of this.counts) this.queue.push(pair, count);
  }

  /** Makes the next merge; undefined when no pair is frequent enough. */
  next(): Merge | undefined {
    const best = this.queue.pop(this.counts);
    if (best === undefined || best.count < leastFrequency) return undefined;
    const [first, second] = [Math.floor(best.pair / pairBase), best.pair % pairBase];
    const merged = this.idOf(this.spellings[first]! + this.spellings[second]!);
    const changed = new Set<PairKey>();
    for (const place of this.places.get(best.pair) ?? []) this.merge(place, first, second, merged, changed);
    this.counts.set(best.pair, 0);
    for (const pair of changed) if (pair !== best.pair) this.queue.push(pair, this.counts.get(pair) ?? 0);
    return [this.spellings[first]!, this.spellings[second]!];
  }

  /** Replaces the pair in one word and counts what is beside it anew. */
  private merge(place: number, first: number, second: number, merged: number, changed: Set<PairKey>): void {
    const word = this.words[place]!;
    const before = word.symbols;
    const after: number[] = [];
    for (let index = 0; index < before.length; index++) {
      if (before[index] === first && before[index + 1] === second) {
        after.push(merged);
        index++;
      } else after.push(before[index]!);
    }
    if (after.length === before.length) return;
    const count = (pair: PairKey, change: number): void => {
      this.add(pair, change, place);
      changed.add(pair);
    };
    for (let index = 1; index < before.length; index++)
      count(keyOf(before[index - 1]!, before[index]!), -word.count);
    for (let index = 1; index < after.length; index++)
      count(keyOf(after[index - 1]!, after[index]!), word.count);
    word.symbols = after;
  }

  private add(pair: PairKey, change: number, place: number): void {
    this.counts.set(pair, (this.counts.get(pair) ?? 0) + change);
    if (change < 0) return;
    const places = this.places.get(pair);
    if (places === undefined) this.places.set(pair, new Set([place]));
    else places.add(place);
  }

  private idOf(spelling: string): number {
    const known = this.ids.get(spelling);
    if (known !== undefined) return known;
    const id = this.spellings.push(spelling) - 1;
    this.ids.set(spelling, id);
    return id;
  }

  private comparePairs(a: PairKey, b: PairKey): number {
    const spell = (id: number): string => this.spellings[id]!;
    return (
      compareCodePoints(spell(Math.floor(a / pairBase)), spell(Math.floor(b / pairBase))) ||
      compareCodePoints(spell(a % pairBase), spell(b % pairBase))
    );
  }
}

function keyOf(first: number, second: number): PairKey {
  return first * pairBase + second;
}
