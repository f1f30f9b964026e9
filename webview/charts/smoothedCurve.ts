import { DebiasedAverage } from './debiasedAverage';

/** A point of a curve: step and value. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** The raw and the smoothed points of one quantity; lines that were appended cost only themselves. */
export class SmoothedCurve<Line extends { readonly step: number }> {
  /** Points that can be drawn: a line whose value is not finite has none. */
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
