import type { Pair } from '../pair';
import { seededRandom } from '../seededRandom';
import type { SeededRandom } from '../seededRandom';
import { stratumSize } from './pairLanguage';
import type { PairLanguage, Stratum } from './pairLanguage';

/** A language has fewer pairs left than were asked for. */
export class LanguageExhaustedError extends Error {
  override readonly name = 'LanguageExhaustedError';

  constructor(
    readonly wanted: number,
    readonly available: number,
  ) {
    super(`${wanted} different pairs were asked for, but only ${available} are left.`);
  }
}

export interface DrawOptions {
  /** Names the random sequence; the same name draws the same pairs. */
  readonly seedName: readonly (string | number)[];
  /** Pairs with these held-out keys are passed over. */
  readonly excluded: ReadonlySet<string>;
  /**
   * Part of each stratum that may be drawn as long as others have room, 0 to 1. A held-out split takes a small share, or
   * it would take all of the few short sequences and leave none to learn from.
   */
  readonly share: number;
}

/**
 * Draws `size` pairs with different sources. A larger size continues the same sequence: the first pairs stay the same.
 * Throws a {@link LanguageExhaustedError} when there are too few.
 */
export function generatePairs(
  language: PairLanguage,
  size: number,
  { seedName, excluded, share }: DrawOptions,
): Pair[] {
  const random = seededRandom('pairs', ...seedName);
  const samplers = language.strata.map((stratum) => new StratumSampler(stratum, random));
  const pairs: Pair[] = [];
  let part = share;
  let open = samplers.filter((sampler) => sampler.hasRoom(part));
  while (pairs.length < size) {
    while (open.length === 0) {
      if (part >= 1) throw new LanguageExhaustedError(size, pairs.length);
      part = Math.min(1, part * 2);
      open = samplers.filter((sampler) => sampler.hasRoom(part));
    }
    const index = random.integer(open.length);
    const sampler = open[index]!;
    const source = sampler.draw();
    if (!sampler.hasRoom(part)) open.splice(index, 1);
    if (source === undefined) continue;
    const pair = pairOf(language, source, pairs.length + 1);
    if (!excluded.has(language.heldOutKey(pair))) pairs.push(pair);
  }
  return pairs;
}

function pairOf(language: PairLanguage, source: string, line: number): Pair {
  const target = language.oracle(source);
  if (target === undefined) {
    throw new Error(`The generator made ${JSON.stringify(source)}, which is not in its language.`);
  }
  return { source, target, line };
}

/** Above this, drawing with repetition and skipping repeats is cheaper than remembering a permutation. */
const largestPermutation = 2 ** 31 - 1;

/** After so many repeats in a row there are few other sources left, if any. */
const mostRepeats = 10_000;

/** Draws the sources of a stratum without replacement. */
class StratumSampler {
  private readonly size: number;
  private drawn = 0;
  /** A Fisher–Yates shuffle that stores only the places it has touched. */
  private readonly moved = new Map<number, number>();
  private readonly seen = new Set<string>();

  constructor(
    private readonly stratum: Stratum,
    private readonly random: SeededRandom,
  ) {
    this.size = stratumSize(stratum);
  }

  /** Whether one more source stays within this part of the stratum. */
  hasRoom(part: number): boolean {
    return this.drawn + 1 <= this.size * part;
  }

  /** A source not drawn before; undefined where there seems to be none left, which `hasRoom` then knows. */
  draw(): string | undefined {
    const rejects = this.stratum.mayRepeat === true || this.size > largestPermutation;
    const source = rejects ? this.drawByRejection() : this.drawByPermutation();
    this.drawn = source === undefined ? Infinity : this.drawn + 1;
    return source;
  }

  private drawByPermutation(): string {
    const left = this.size - this.drawn;
    const place = this.random.integer(left);
    const last = left - 1;
    const chosen = this.moved.get(place) ?? place;
    this.moved.set(place, this.moved.get(last) ?? last);
    this.moved.delete(last);
    return this.stratum.spell(this.coordinatesOf(chosen));
  }

  private drawByRejection(): string | undefined {
    for (let repeats = 0; repeats < mostRepeats; repeats++) {
      const source = this.stratum.spell(this.stratum.radices.map((radix) => this.random.integer(radix)));
      if (this.seen.has(source)) continue;
      this.seen.add(source);
      return source;
    }
    return undefined;
  }

  private coordinatesOf(index: number): number[] {
    let rest = index;
    return this.stratum.radices.map((radix) => {
      const coordinate = rest % radix;
      rest = Math.floor(rest / radix);
      return coordinate;
    });
  }
}
