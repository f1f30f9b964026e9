/** Points in a stretch of the finest level. */
const finestSize = 4;

interface Level {
  /** Points in each stretch. */
  readonly size: number;
  count: number;
  /** Index of the smallest and of the largest value of each stretch; -1 where no value is a number. */
  lows: Int32Array;
  highs: Int32Array;
}

/**
 * Where the smallest and the largest values of a curve's stretches are, for stretches of 4, 8, 16 … points. A view of any part
 * of the curve then takes two points from as many stretches as it has columns of pixels: no spike is lost, and however many
 * points there are, none but those are touched.
 */
export class Extremes {
  readonly #levels: Level[] = [];
  #length = 0;

  /** @param from the first value that is new; those before it are as they were at the last update */
  update(values: Float32Array, length: number, from = 0): void {
    this.#length = length;
    let size = finestSize;
    for (let index = 0; index === 0 || Math.ceil(length / size) > 1; index++, size *= 2) {
      const level = this.#level(index, size, Math.ceil(length / size));
      const first = Math.floor(Math.min(from, length) / size);
      const finer = this.#levels[index - 1];
      if (finer === undefined) findExtremes(level, values, length, first);
      else joinExtremes(level, finer, values, first);
    }
  }

  /**
   * Writes the indices, rising, of the points to draw for `from` up to but not `to` into `out` (of at least `outSize(maximum)`).
   * @param maximum stretches to take points from
   * @returns how many indices were written
   */
  select(values: Float32Array, from: number, to: number, maximum: number, out: Int32Array): number {
    let written = 0;
    const end = Math.min(to, this.#length);
    const put = (index: number): void => {
      if (index < 0 || (written > 0 && out[written - 1]! >= index)) return;
      out[written++] = index;
    };
    const level = this.#levels.find(({ size }) => (end - from) / size <= maximum) ?? this.#levels.at(-1);
    if (level === undefined || end - from <= 2 * maximum) {
      for (let index = from; index < end; index++) if (!Number.isNaN(values[index]!)) out[written++] = index;
      return written;
    }
    if (!Number.isNaN(values[from]!)) put(from);
    const { size, lows, highs } = level;
    for (let stretch = Math.floor(from / size); stretch * size < end; stretch++) {
      const [low, high] = [lows[stretch]!, highs[stretch]!];
      put(low < high ? low : high);
      put(low < high ? high : low);
    }
    if (!Number.isNaN(values[end - 1]!)) put(end - 1);
    return written;
  }

  #level(index: number, size: number, count: number): Level {
    const level = this.#levels[index] ?? {
      size,
      count: 0,
      lows: new Int32Array(count),
      highs: new Int32Array(count),
    };
    this.#levels[index] = level;
    if (level.lows.length < count) {
      level.lows = grown(level.lows, count * 2);
      level.highs = grown(level.highs, count * 2);
    }
    level.count = count;
    return level;
  }
}

/** Room that `select` needs. */
export const outSize = (maximum: number): number => 2 * maximum + 8;

function findExtremes(
  { size, count, lows, highs }: Level,
  values: Float32Array,
  length: number,
  first: number,
): void {
  for (let stretch = first; stretch < count; stretch++) {
    let [low, high] = [-1, -1];
    const end = Math.min(length, (stretch + 1) * size);
    for (let index = stretch * size; index < end; index++) {
      const value = values[index]!;
      if (Number.isNaN(value)) continue;
      if (low < 0 || value < values[low]!) low = index;
      if (high < 0 || value > values[high]!) high = index;
    }
    lows[stretch] = low;
    highs[stretch] = high;
  }
}

function joinExtremes(
  { count, lows, highs }: Level,
  finer: Level,
  values: Float32Array,
  first: number,
): void {
  for (let stretch = first; stretch < count; stretch++) {
    const [a, b] = [2 * stretch, 2 * stretch + 1];
    const hasSecond = b < finer.count;
    lows[stretch] = lower(finer.lows[a]!, hasSecond ? finer.lows[b]! : -1, values);
    highs[stretch] = higher(finer.highs[a]!, hasSecond ? finer.highs[b]! : -1, values);
  }
}

function lower(a: number, b: number, values: Float32Array): number {
  if (a < 0 || b < 0) return Math.max(a, b);
  return values[b]! < values[a]! ? b : a;
}

function higher(a: number, b: number, values: Float32Array): number {
  if (a < 0 || b < 0) return Math.max(a, b);
  return values[b]! > values[a]! ? b : a;
}

function grown(old: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(capacity);
  bigger.set(old);
  return bigger;
}
