import type { CurveColumns } from '../../src/protocol/compare';
import { DebiasedAverage } from './debiasedAverage';
import { Extremes } from './extremes';

export type XAxis = 'step' | 'epoch' | 'seconds';
export const xAxes: readonly XAxis[] = ['step', 'epoch', 'seconds'];

/** The points of one kind of one run, as they come from the host, with room to grow. */
export class Points {
  length = 0;
  /** Counts how often all points were replaced. */
  generation = 0;
  readonly #x: Record<XAxis, Float64Array> = {
    step: new Float64Array(),
    epoch: new Float64Array(),
    seconds: new Float64Array(),
  };
  readonly #values: Float32Array[] = [];

  x(axis: XAxis): Float64Array {
    return this.#x[axis];
  }

  /** Of a quantity, by its index. */
  values(index: number): Float32Array {
    return this.#values[index] ?? new Float32Array();
  }

  append(columns: CurveColumns, whole: boolean): void {
    if (whole) {
      this.length = 0;
      this.generation += 1;
    }
    const from = this.length;
    this.length += columns.step.length;
    for (const axis of xAxes) {
      this.#x[axis] = fitted(this.#x[axis], from, this.length, (size) => new Float64Array(size));
      this.#x[axis].set(columns[axis], from);
    }
    columns.values.forEach((added, index) => {
      const old = this.#values[index] ?? new Float32Array();
      const column = fitted(old, from, this.length, (size) => new Float32Array(size));
      column.set(added, from);
      this.#values[index] = column;
    });
  }
}

function fitted<T extends Float32Array | Float64Array>(
  old: T,
  kept: number,
  length: number,
  create: (size: number) => T,
): T {
  if (old.length >= length) return old;
  // A run that is done gets just its size; one that grows, room to do so.
  const bigger = create(kept === 0 ? length : Math.ceil(length * 1.5));
  bigger.set(old.subarray(0, kept));
  return bigger;
}

/** One quantity of one run: raw and smoothed, with what is needed to draw any part of it. */
export class Curve {
  readonly rawExtremes = new Extremes();
  readonly smoothedExtremes = new Extremes();
  #smoothed = new Float32Array();
  #average = new DebiasedAverage(0);
  #smoothing = -1;
  #generation = -1;
  #length = 0;
  #finite = 0;

  constructor(
    readonly points: Points,
    private readonly quantity: number,
  ) {}

  get length(): number {
    return this.#length;
  }

  /** Whether there is a value at all: not every run measures everything. */
  get isEmpty(): boolean {
    return this.#finite === 0;
  }

  get raw(): Float32Array {
    return this.points.values(this.quantity);
  }

  /** The debiased moving average; the raw values themselves where nothing is smoothed. */
  get smoothed(): Float32Array {
    return this.#smoothing === 0 ? this.raw : this.#smoothed;
  }

  get extremes(): Extremes {
    return this.#smoothing === 0 ? this.rawExtremes : this.smoothedExtremes;
  }

  /** Takes over new points and another smoothing; points that were added cost only themselves. */
  update(smoothing: number): void {
    const { length, generation } = this.points;
    const isAnew = generation !== this.#generation;
    if (!isAnew && length === this.#length && smoothing === this.#smoothing) return;
    const isSmoothedAnew = isAnew || smoothing !== this.#smoothing;
    const rawFrom = isAnew ? 0 : this.#length;
    const smoothedFrom = isSmoothedAnew ? 0 : this.#length;
    this.#generation = generation;
    this.#smoothing = smoothing;
    this.#length = length;
    const { raw } = this;
    if (isAnew) this.#finite = 0;
    for (let index = rawFrom; index < length; index++) if (Number.isFinite(raw[index]!)) this.#finite += 1;
    this.rawExtremes.update(raw, length, rawFrom);
    if (smoothing === 0) return;
    if (isSmoothedAnew) this.#average = new DebiasedAverage(smoothing);
    if (this.#smoothed.length < raw.length) {
      const bigger = new Float32Array(raw.length);
      bigger.set(this.#smoothed);
      this.#smoothed = bigger;
    }
    for (let index = smoothedFrom; index < length; index++) {
      const value = raw[index]!;
      // What is no number leaves the average as it is.
      this.#smoothed[index] = Number.isFinite(value) ? this.#average.next(value) : NaN;
    }
    this.smoothedExtremes.update(this.#smoothed, length, smoothedFrom);
  }

  /** Index of the last point at or before `x` that has a value; -1 when there is none. */
  indexAt(x: number, axis: XAxis): number {
    const { raw } = this;
    let index = firstAbove(this.points.x(axis), x, this.#length) - 1;
    while (index >= 0 && !Number.isFinite(raw[index]!)) index--;
    return index;
  }
}

/** Index of the first of `length` rising values that is greater; `length` when none is. */
export function firstAbove(rising: Float64Array, value: number, length: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
