/**
 * Heights of many rows, of which only those that were in the document once are known: the others count as the mean of the first
 * of these. Tells where rows are without any of them being there.
 */
export class RowHeights {
  readonly #known = new Map<number, number>();
  #keys: readonly number[] = [];
  #sum = 0;
  /** `#offsets[position]`: where a row begins; the last entry is where all end. Made when it is asked for. */
  #offsets: Float64Array | undefined;
  /** What rows of unknown height count as: kept, since each change would move all that is below. */
  #mean: number | undefined;

  /** @param usualPx height of a row as long as none is known */
  constructor(private readonly usualPx: number) {}

  get count(): number {
    return this.#keys.length;
  }

  get totalPx(): number {
    return this.top(this.count);
  }

  /** The rows there are now. Of those with a key that was there before, the height is known. */
  setKeys(keys: readonly number[]): void {
    this.#keys = keys;
    this.#offsets = undefined;
    this.#mean = undefined;
  }

  /** @returns whether it is news */
  measured(position: number, heightPx: number): boolean {
    const key = this.#keys[position];
    if (key === undefined || this.#known.get(key) === heightPx) return false;
    this.#sum += heightPx - (this.#known.get(key) ?? 0);
    this.#known.set(key, heightPx);
    this.#offsets = undefined;
    return true;
  }

  /** The width has changed, and with it all heights. */
  forget(): void {
    this.#known.clear();
    this.#sum = 0;
    this.#offsets = undefined;
    this.#mean = undefined;
  }

  top(position: number): number {
    const offsets = (this.#offsets ??= this.#add());
    return offsets[Math.max(0, Math.min(this.count, position))]!;
  }

  /** The row at a distance from the top; the first or last one beyond them. */
  at(distancePx: number): number {
    let [low, high] = [0, Math.max(0, this.count - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= distancePx) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #add(): Float64Array {
    if (this.#known.size > 0) this.#mean ??= this.#sum / this.#known.size;
    const mean = this.#mean ?? this.usualPx;
    const offsets = new Float64Array(this.count + 1);
    this.#keys.forEach((key, position) => {
      offsets[position + 1] = offsets[position]! + (this.#known.get(key) ?? mean);
    });
    return offsets;
  }
}
