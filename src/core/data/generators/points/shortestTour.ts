import { signedArea, type PointSet } from './pointSet';

/** The table has n·2ⁿ entries. */
export const mostTourPoints = 12;

/**
 * The shortest closed tour through all points, from point 0, by dynamic programming over sets of points (Held & Karp 1962);
 * of its two directions the counter-clockwise one. At most `mostTourPoints` points.
 */
export function shortestTour(points: PointSet): number[] {
  const count = points.x.length;
  if (count <= 3)
    return counterClockwise(
      points,
      Array.from({ length: count }, (_, point) => point),
    );
  const others = count - 1;
  const distances = distanceTable(points);
  const sets = 2 ** others;
  // [set of points 1 … n−1, last of them]: length of the shortest path from point 0 through the set.
  const lengths = new Float64Array(sets * others).fill(Infinity);
  for (let last = 0; last < others; last++) lengths[(1 << last) * others + last] = distances[last + 1]!;
  for (let set = 1; set < sets; set++)
    for (let last = 0; last < others; last++) {
      const length = lengths[set * others + last]!;
      if (length === Infinity) continue;
      const row = (last + 1) * count + 1;
      for (let next = 0; next < others; next++) {
        if ((set & (1 << next)) !== 0) continue;
        const place = (set | (1 << next)) * others + next;
        const longer = length + distances[row + next]!;
        if (longer < lengths[place]!) lengths[place] = longer;
      }
    }
  return counterClockwise(points, [0, ...walkBack(lengths, distances, count)]);
}

/** Length of the closed tour, in units of the grid. */
export function tourLength({ x, y }: PointSet, tour: readonly number[]): number {
  return tour.reduce((sum, point, index) => {
    const next = tour[(index + 1) % tour.length]!;
    return sum + Math.hypot(x[next]! - x[point]!, y[next]! - y[point]!);
  }, 0);
}

/** The points after point 0, in the order of the shortest tour. */
function walkBack(lengths: Float64Array, distances: Float64Array, count: number): number[] {
  const others = count - 1;
  const path: number[] = [];
  let set = 2 ** others - 1;
  let after = 0;
  while (set !== 0) {
    let best = -1;
    let shortest = Infinity;
    for (let last = 0; last < others; last++) {
      if ((set & (1 << last)) === 0) continue;
      const length = lengths[set * others + last]! + distances[(last + 1) * count + after]!;
      if (length < shortest) {
        shortest = length;
        best = last;
      }
    }
    path.unshift(best + 1);
    set &= ~(1 << best);
    after = best + 1;
  }
  return path;
}

function counterClockwise(points: PointSet, tour: readonly number[]): number[] {
  const [first, ...rest] = tour;
  if (first === undefined) return [];
  return [first, ...(signedArea(points, tour) < 0 ? rest.reverse() : rest)];
}

/** `[n, n]` */
function distanceTable({ x, y }: PointSet): Float64Array {
  const count = x.length;
  const table = new Float64Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++) table[a * count + b] = Math.hypot(x[b]! - x[a]!, y[b]! - y[a]!);
  return table;
}
