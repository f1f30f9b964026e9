import type { AxisRange } from './xRange';

/** How much nearer to each other than asked for ticks may be, so that their distance is a round number. */
const closest = 0.7;

/** Round numbers (1, 2 or 5 times a power of ten apart) within a range, about `count` of them. */
export function linearTicks({ min, max }: AxisRange, count: number): number[] {
  const rough = (max - min) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((times) => times * power >= rough * closest) ?? 10) * power;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Multiples of the step, not sums: no 0.30000000000000004.
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(Math.min(20, digits))),
  );
}

/** Powers of ten within a range, also 2 and 5 times them where there is room. */
export function logarithmicTicks(range: AxisRange, count: number): number[] {
  const { min, max } = range;
  const decades = Math.log10(max / min);
  // Less than a decade: round numbers tell more than one power of ten.
  if (decades < 1) return linearTicks(range, count).filter((tick) => tick > 0);
  const times = decades * 3 <= count * 1.5 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / count));
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++)
    if (power % every === 0)
      for (const factor of times) {
        const tick = Number(`${factor}e${power}`);
        if (tick >= min * 0.999 && tick <= max * 1.001) ticks.push(tick);
      }
  return ticks;
}
