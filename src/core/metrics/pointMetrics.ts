import { signedArea, type PointSet } from '../data/generators/points/pointSet';
import { tourLength } from '../data/generators/points/shortestTour';
import { parsePosition, parseVector } from '../text/vectorText';
import { wordsOf } from '../text/wordsOf';

/** Tasks on points whose answers can be right, or good, without being the reference. */
export const pointTasks = ['convex_hull', 'tsp', 'delaunay'] as const;
export type PointTask = (typeof pointTasks)[number];

export const pointMetricNames = [
  'hull_accuracy',
  'valid_hulls',
  'hull_area',
  'valid_tours',
  'tour_excess',
  'triangulation_accuracy',
  'triangle_coverage',
] as const;
export type PointMetricName = (typeof pointMetricNames)[number];

/** An answer as text beside its source and the right one. */
export interface PointAnswer {
  readonly source: string;
  readonly hypothesis: string;
  readonly reference: string;
}

interface Answer {
  readonly points: PointSet;
  /** Places from 0; undefined when the text is not made of positions of the source. */
  readonly places: readonly number[] | undefined;
  readonly reference: readonly number[];
}

interface PointMetric {
  /** What is measured of one answer; undefined for one that does not count. */
  readonly of: (answer: Answer) => number | undefined;
  /** Whether an answer counts as 0 or 1. */
  readonly isShare: boolean;
}

/** The metrics of each task, as Vinyals, Fortunato & Jaitly 2015 report them (§4). */
export const pointMetrics: Readonly<
  Record<PointTask, Readonly<Partial<Record<PointMetricName, PointMetric>>>>
> = {
  convex_hull: {
    // The same polygon, wherever it begins and whichever way round.
    hull_accuracy: share(({ places, reference }) => places !== undefined && samePolygon(places, reference)),
    valid_hulls: share(({ points, places }) => places !== undefined && isSimple(points, corners(places))),
    // Of the hull's area, what the polygon covers; intersecting ones have no area.
    hull_area: {
      isShare: false,
      of: ({ points, places, reference }) =>
        places === undefined || !isSimple(points, corners(places))
          ? undefined
          : Math.abs(signedArea(points, corners(places)) / signedArea(points, corners(reference))),
    },
  },
  tsp: {
    valid_tours: share(({ points, places }) => places !== undefined && isTour(points, places)),
    // How much longer than the shortest one a valid tour is: 0.01 is 1 %.
    tour_excess: {
      isShare: false,
      of: ({ points, places, reference }) =>
        places === undefined || !isTour(points, places)
          ? undefined
          : tourLength(points, places) / tourLength(points, reference) - 1,
    },
  },
  delaunay: {
    triangulation_accuracy: share(({ places, reference }) => {
      const found = places === undefined ? undefined : triangles(places);
      const wanted = triangles(reference);
      return found?.size === wanted.size && common(found, wanted) === wanted.size;
    }),
    // Of the right triangles, those that were found.
    triangle_coverage: {
      isShare: false,
      of: ({ places, reference }) => {
        const wanted = triangles(reference);
        return places === undefined ? 0 : common(triangles(places), wanted) / wanted.size;
      },
    },
  },
};

/** Reads an answer. @throws Error when source or reference are not of this kind of task */
export function readPointAnswer({ source, hypothesis, reference }: PointAnswer): Answer {
  const vectors = wordsOf(source).map((text) => parseVector(text, 2));
  const right = readPlaces(reference, vectors.length);
  if (vectors.includes(undefined) || right === undefined)
    throw new Error(`${JSON.stringify(reference)} are no positions of points.`);
  const points = { x: vectors.map((vector) => vector![0]!), y: vectors.map((vector) => vector![1]!) };
  return { points, places: readPlaces(hypothesis, vectors.length), reference: right };
}

function share(holds: (answer: Answer) => boolean): PointMetric {
  return { isShare: true, of: (answer) => (holds(answer) ? 1 : 0) };
}

function readPlaces(text: string, count: number): number[] | undefined {
  const positions = wordsOf(text).map((token) => parsePosition(token) ?? Infinity);
  return positions.every((position) => position <= count)
    ? positions.map((position) => position - 1)
    : undefined;
}

/** A polygon without the corner that closes it. */
function corners(places: readonly number[]): readonly number[] {
  return places.length > 1 && places.at(-1) === places[0] ? places.slice(0, -1) : places;
}

function samePolygon(places: readonly number[], reference: readonly number[]): boolean {
  const found = corners(places);
  const wanted = corners(reference);
  const start = found.indexOf(wanted[0]!);
  if (found.length !== wanted.length || start === -1) return false;
  const turned = [...found.slice(start), ...found.slice(0, start)];
  const [first, ...rest] = turned;
  const reversed = [first, ...rest.reverse()];
  return [turned, reversed].some((order) => order.every((place, index) => place === wanted[index]));
}

/** Whether a polygon has three different corners or more, and no two edges that meet but at corners. */
function isSimple(points: PointSet, polygon: readonly number[]): boolean {
  const count = polygon.length;
  if (count < 3 || new Set(polygon).size !== count) return false;
  for (let a = 0; a < count; a++)
    for (let b = a + 2; b < count; b++) {
      if (a === 0 && b === count - 1) continue;
      if (crosses(points, polygon[a]!, polygon[a + 1]!, polygon[b]!, polygon[(b + 1) % count]!)) return false;
    }
  return true;
}

function crosses({ x, y }: PointSet, a: number, b: number, c: number, d: number): boolean {
  const turn = (p: number, q: number, r: number): number =>
    Math.sign((x[q]! - x[p]!) * (y[r]! - y[p]!) - (y[q]! - y[p]!) * (x[r]! - x[p]!));
  return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0;
}

function isTour({ x }: PointSet, places: readonly number[]): boolean {
  return places.length === x.length && new Set(places).size === x.length;
}

/** Each as its corners, rising; what is left over after the last three counts as one that is never right. */
function triangles(places: readonly number[]): Set<string> {
  const found = new Set<string>();
  for (let first = 0; first < places.length; first += 3)
    found.add(
      places
        .slice(first, first + 3)
        .sort((a, b) => a - b)
        .join(),
    );
  return found;
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((each) => b.has(each)).length;
}
