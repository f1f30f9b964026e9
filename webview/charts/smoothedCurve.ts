import { DebiasedAverage } from '../plot/debiasedAverage';

/** A point of a curve: step and value. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** The points of one quantity, by rising step. */
export interface CurvePoints {
  /** Points that can be drawn: a line whose value is not finite has none. */
  readonly raw: CurvePoint[];
  /** As many. */
  readonly smoothed: CurvePoint[];
}

/** The raw and the smoothed points of what is logged line by line; lines that were appended cost only themselves. */
export class SmoothedCurve<Line extends { readonly step: number }> implements CurvePoints {
  readonly raw: CurvePoint[] = [];
  readonly smoothed: CurvePoint[] = [];
  #lines: readonly Line[] = [];
  #smoothing = 0;
  #average = new DebiasedAverage(0);

  constructor(private readonly read: (line: Line) => number) {}

  update(lines: readonly Line[], smoothing: number): void {
    const known = this.#lines.length;
    const extended = known <= lines.length && lines[known - 1] === this.#lines[known - 1];
    if (!extended || smoothing !== this.#smoothing) {
      this.raw.length = 0;
      this.smoothed.length = 0;
      this.#average = new DebiasedAverage(smoothing);
      this.#smoothing = smoothing;
      this.#append(lines);
    } else {
      this.#append(lines.slice(known));
    }
    this.#lines = lines;
  }

  #append(lines: readonly Line[]): void {
    for (const line of lines) {
      const y = this.read(line);
      if (!Number.isFinite(y)) continue;
      this.raw.push({ x: line.step, y });
      this.smoothed.push({ x: line.step, y: this.#average.next(y) });
    }
  }
}

/** The last point at or before a step. */
export function pointUpTo(points: readonly CurvePoint[], step: number): CurvePoint | undefined {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.x > step) high = middle;
    else low = middle + 1;
  }
  return points[low - 1];
}
