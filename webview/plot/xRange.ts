/** A part of an axis. */
export interface AxisRange {
  readonly min: number;
  readonly max: number;
}

/** The narrowest view: a part of the whole. */
const narrowest = 1e-4;

/** How far along a range a value is: 0 at its beginning, 1 at its end. */
export function shareOf(value: number, { min, max }: AxisRange, logarithmic: boolean): number {
  if (logarithmic) return Math.log(value / min) / Math.log(max / min);
  return (value - min) / (max - min);
}

/** What is seen of `whole`: the part that was zoomed to, as far as there is still something of it. */
export function seenOf(whole: AxisRange, zoom: AxisRange | undefined): AxisRange {
  if (zoom === undefined || zoom.min >= whole.max) return whole;
  return { min: Math.max(zoom.min, whole.min), max: Math.min(zoom.max, whole.max) };
}

/** The value so far along a range. */
export function valueAt(share: number, { min, max }: AxisRange, logarithmic: boolean): number {
  return logarithmic ? min * (max / min) ** share : min + (max - min) * share;
}

/**
 * The part of `whole` that is seen after coming `factor` times closer to the point at `about` (a share of what is seen).
 * @returns undefined when that is all of it
 */
export function zoomed(
  seen: AxisRange,
  whole: AxisRange,
  factor: number,
  about: number,
  logarithmic: boolean,
): AxisRange | undefined {
  const from = shareOf(seen.min, whole, logarithmic);
  const to = shareOf(seen.max, whole, logarithmic);
  const span = Math.max(narrowest, (to - from) / factor);
  const center = from + (to - from) * about;
  return part(center - span * about, span, whole, logarithmic);
}

/** The part of `whole` that is seen after moving by a share of what is seen; it ends at the ends of `whole`. */
export function panned(
  seen: AxisRange,
  whole: AxisRange,
  share: number,
  logarithmic: boolean,
): AxisRange | undefined {
  const from = shareOf(seen.min, whole, logarithmic);
  const span = shareOf(seen.max, whole, logarithmic) - from;
  return part(from + span * share, span, whole, logarithmic);
}

function part(from: number, span: number, whole: AxisRange, logarithmic: boolean): AxisRange | undefined {
  if (span >= 1 - 1e-9) return undefined;
  const start = Math.min(Math.max(0, from), 1 - span);
  return { min: valueAt(start, whole, logarithmic), max: valueAt(start + span, whole, logarithmic) };
}
