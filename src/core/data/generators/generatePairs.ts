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

/**
 * Draws `size` pairs with different sources, none of whose held-out keys is in `excluded`. A larger size continues the
 * same sequence: the first pairs stay the same. Throws a {@link LanguageExhaustedError} when there are too few.
 */
export function generatePairs(
  language: PairLanguage,
  size: number,
  seedName: readonly (string | number)[],
  excluded: ReadonlySet<string>,
): Pair[] {
  const random = seededRandom('pairs', ...seedName);
  const samplers = language.strata.map((stratum) => new StratumSampler(stratum, random));
  const pairs: Pair[] = [];
  while (pairs.length < size) {
    if (samplers.length === 0) throw new LanguageExhaustedError(size, pairs.length);
    const index = random.integer(samplers.length);
    const source = samplers[index]!.draw();
    if (source === undefined) {
      samplers.splice(index, 1);
      continue;
    }
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

  /** A source not drawn before; `undefined` when there is none left. */
  draw(): string | undefined {
    return this.size > largestPermutation ? this.drawByRejection() : this.drawByPermutation();
  }

  private drawByPermutation(): string | undefined {
    const left = this.size - this.drawn;
    if (left === 0) return undefined;
    const place = this.random.integer(left);
    const last = left - 1;
    const chosen = this.moved.get(place) ?? place;
    this.moved.set(place, this.moved.get(last) ?? last);
    this.moved.delete(last);
    this.drawn++;
    return this.stratum.spell(this.coordinatesOf(chosen));
  }

  private drawByRejection(): string {
    for (;;) {
      const source = this.stratum.spell(this.stratum.radices.map((radix) => this.random.integer(radix)));
      if (this.seen.has(source)) continue;
      this.seen.add(source);
      return source;
    }
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
