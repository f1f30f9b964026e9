import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A source of random whole numbers that is a pure function of its seed. */
export interface SeededRandom {
  /** Uniform in 0 … below − 1; `below` is at most 2³¹ − 1. */
  integer(below: number): number;
}

/**
 * A generator for one use, named by its parts: `seededRandom(42, 'order', epoch)`. Different names give independent
 * sequences; the same name always the same one, on every machine.
 */
export function seededRandom(...name: readonly (string | number)[]): SeededRandom {
  const key = name.join('\u0000');
  const state = xoroshiro128plusFromState([0, 1, 2, 3].map((word) => hash(`${word}\u0000${key}`)));
  return { integer: (below) => uniformInt(state, 0, below - 1) };
}

/** Fisher–Yates. Reorders the array in place. */
export function shuffle(values: Int32Array, random: SeededRandom): void {
  for (let index = values.length - 1; index > 0; index--) {
    const other = random.integer(index + 1);
    const value = values[index]!;
    values[index] = values[other]!;
    values[other] = value;
  }
}

/** FNV-1a over UTF-16 code units, with Murmur3's finaliser so that near names give far seeds. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) | 0;
}
