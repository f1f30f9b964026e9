import { turn, type PointSet } from './pointSet';

/**
 * Indices of the corners of the convex hull, counter-clockwise from the lowest one (Andrew 1979, monotone chains). Points on
 * an edge are no corners; of equal points the first one counts.
 */
export function convexHull(points: PointSet): number[] {
  const { x, y } = points;
  const compare = (a: number, b: number): number => x[a]! - x[b]! || y[a]! - y[b]! || a - b;
  const sorted = Array.from(x.keys())
    .sort(compare)
    .filter((point, index, all) => {
      const before = all[index - 1];
      return before === undefined || x[before] !== x[point] || y[before] !== y[point];
    });
  const below = chain(points, sorted);
  const above = chain(points, sorted.toReversed());
  const corners = sorted.length < 2 ? sorted : [...below.slice(0, -1), ...above.slice(0, -1)];
  const first = corners.indexOf(corners.reduce((least, corner) => Math.min(least, corner), Infinity));
  return [...corners.slice(first), ...corners.slice(0, first)];
}

/** The points of a path that turns left at every one. */
function chain(points: PointSet, path: readonly number[]): number[] {
  const kept: number[] = [];
  for (const point of path) {
    while (kept.length >= 2 && turn(points, kept.at(-2)!, kept.at(-1)!, point) <= 0) kept.pop();
    kept.push(point);
  }
  return kept;
}
