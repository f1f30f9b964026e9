import type { PairLanguage } from './pairLanguage';
import { convexHull } from './points/convexHull';
import { delaunayTriangles, mostTriangles } from './points/delaunayTriangles';
import { gridSize, parseCoordinate, parsePoints, spellCoordinate, type PointSet } from './points/pointSet';
import { shortestTour } from './points/shortestTour';

/** How many points or numbers a source has. Every count is drawn with equal chance. */
export interface CountRange {
  readonly min_length: number;
  readonly max_length: number;
}

/**
 * Points, uniform in the unit square, and the corners of their convex hull (Vinyals, Fortunato & Jaitly 2015, §3.1):
 * counter-clockwise from the lowest position, which closes the polygon at the end: `1 4 3 1`.
 */
export function convexHulls(range: CountRange): PairLanguage {
  return points(range, range.max_length + 1, (set) => {
    const corners = convexHull(set);
    return [...corners, ...corners.slice(0, 1)];
  });
}

/** Points and their shortest tour (§3.3 there), from position 1, counter-clockwise; it is not written back to position 1. */
export function tours(range: CountRange): PairLanguage {
  return points(range, range.max_length, shortestTour);
}

/** Points and the corners of their Delaunay triangles (§3.2 there), three positions each: rising, in their order. */
export function triangulations(range: CountRange): PairLanguage {
  return points(range, 3 * mostTriangles(range.max_length), (set) => delaunayTriangles(set).flat());
}

/** Numbers, uniform in the unit interval, and their positions from the least to the greatest; of equal ones the first. */
export function sortings(range: CountRange): PairLanguage {
  return language(range, 1, range.max_length, (source) => {
    const numbers = source.split(' ').map(parseCoordinate);
    if (numbers.includes(undefined)) return undefined;
    const order = Array.from(numbers.keys()).sort((a, b) => numbers[a]! - numbers[b]! || a - b);
    return { count: numbers.length, places: order };
  });
}

function points(
  range: CountRange,
  longestTarget: number,
  solve: (points: PointSet) => readonly number[],
): PairLanguage {
  return language(range, 2, longestTarget, (source) => {
    const set = parsePoints(source);
    return set && { count: set.x.length, places: solve(set) };
  });
}

/** @param solve the answer in places from 0; undefined when the text is no source */
function language(
  { min_length, max_length }: CountRange,
  size: number,
  longestTarget: number,
  solve: (source: string) => { readonly count: number; readonly places: readonly number[] } | undefined,
): PairLanguage {
  const counts = Array.from({ length: max_length - min_length + 1 }, (_, index) => min_length + index);
  return {
    strata: counts.map((count) => ({
      radices: new Array<number>(count * size).fill(gridSize),
      spell: (coordinates) =>
        coordinates
          .map((coordinate, index) => {
            const separator = index === 0 ? '' : index % size === 0 ? ' ' : ',';
            return `${separator}${spellCoordinate(coordinate)}`;
          })
          .join(''),
    })),
    longestSource: max_length,
    longestTarget,
    oracle: (source) => {
      const solved = solve(source);
      return solved === undefined || solved.count < min_length || solved.count > max_length
        ? undefined
        : solved.places.map((place) => place + 1).join(' ');
    },
    heldOutKey: ({ source }) => source,
  };
}
