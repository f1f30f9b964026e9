import { firstAbove } from '../plot/curve';
import type { AxisRange } from '../plot/xRange';
import type { ShownCurve } from './chartContent';
import type { XAxis } from '../plot/curve';

/** Rows that people can read; more would be slow. */
export const mostRows = 200;

/**
 * The x values of a chart's table: those at which some curve has a point, as many as can be read, evenly among them; and for
 * each the last raw value of every curve up to there, or undefined where it has none yet or none any more.
 */
export function curveTable(
  curves: readonly ShownCurve[],
  axis: XAxis,
  { min, max }: AxisRange,
): { readonly x: number; readonly values: readonly (number | undefined)[] }[] {
  const all = new Set<number>();
  for (const { curve } of curves) {
    const x = curve.points.x(axis);
    const from = firstAbove(x, min * (1 - 1e-12) - Number.MIN_VALUE, curve.length);
    const to = firstAbove(x, max, curve.length);
    const every = Math.max(1, Math.floor((to - from) / (2 * mostRows)));
    for (let index = from; index < to; index += every) all.add(x[index]!);
    if (to > from) all.add(x[to - 1]!);
  }
  const sorted = [...all].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(sorted.length / mostRows));
  const picked = sorted.filter((_, index) => index % every === 0 || index === sorted.length - 1);
  return picked.map((x) => ({
    x,
    values: curves.map(({ curve }) => {
      const index = curve.indexAt(x, axis);
      const isOver = x > curve.points.x(axis)[curve.length - 1]!;
      return index < 0 || isOver ? undefined : curve.raw[index];
    }),
  }));
}
