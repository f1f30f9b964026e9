import assert from 'node:assert/strict';
import { polygonArea, polygonHull } from 'd3-polygon';
import { configSchema, type GeneratorConfig } from '../../../src/core/config/schema';
import { generatePairs } from '../../../src/core/data/generators/generatePairs';
import { languageOf } from '../../../src/core/data/generators/languageOf';
import type { Pair } from '../../../src/core/data/pair';

function pairsOf(
  generator: Partial<GeneratorConfig> & { generator: GeneratorConfig['generator'] },
  size = 400,
) {
  const { data } = configSchema.parse({ data: { train: { size, ...generator }, dev: 'dev.tsv' } });
  assert.ok(typeof data.train !== 'string');
  const language = languageOf(data.train, data);
  const pairs = generatePairs(language, size, { seedName: ['test', 1], excluded: new Set(), share: 1 });
  for (const { source, target } of pairs) {
    assert.equal(language.oracle(source), target);
    assert.ok(target.split(' ').length <= language.longestTarget, target);
    assert.ok(source.split(' ').length <= language.longestSource);
  }
  return { pairs, language };
}

const pointsOf = ({ source }: Pair): [number, number][] =>
  source.split(' ').map((point) => point.split(',').map(Number) as [number, number]);
const numbersOf = ({ target }: Pair): number[] => target.split(' ').map(Number);
const distance = ([a, b]: [number, number], [c, d]: [number, number]): number => Math.hypot(c - a, d - b);

function tourLength(points: readonly [number, number][], tour: readonly number[]): number {
  return tour.reduce(
    (sum, place, index) => sum + distance(points[place - 1]!, points[tour[(index + 1) % tour.length]! - 1]!),
    0,
  );
}

describe('generated points', () => {
  it('are uniform in the unit square, and as many as asked for, every count as often', () => {
    const { pairs } = pairsOf({ generator: 'tsp', min_length: 4, max_length: 7 }, 2000);
    const counts = new Map<number, number>();
    const coordinates = pairs.flatMap((pair) => {
      const points = pointsOf(pair);
      counts.set(points.length, (counts.get(points.length) ?? 0) + 1);
      return points.flat();
    });
    assert.deepEqual([...counts.keys()].sort(), [4, 5, 6, 7]);
    for (const count of counts.values())
      assert.ok(Math.abs(count - 500) < 5 * Math.sqrt(500), `${count} of 2000`);
    const mean = coordinates.reduce((sum, value) => sum + value, 0) / coordinates.length;
    const variance = coordinates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / coordinates.length;
    assert.ok(Math.abs(mean - 0.5) < 0.01 && Math.abs(variance - 1 / 12) < 0.005, `${mean} ${variance}`);
    assert.ok(coordinates.every((value) => value >= 0 && value < 1));
  });

  it('are the same for the same seed, and begin with the same for a larger size', () => {
    const { pairs } = pairsOf({ generator: 'convex_hull' }, 50);
    assert.deepEqual(pairsOf({ generator: 'convex_hull' }, 80).pairs.slice(0, 50), pairs);
  });

  it('are no source of the language in another spelling or another number', () => {
    const { language } = pairsOf({ generator: 'convex_hull', min_length: 3, max_length: 3 }, 1);
    assert.equal(language.oracle('0.100000,0.100000 0.900000,0.100000 0.500000,0.900000'), '1 2 3 1');
    for (const source of [
      '0.1,0.1 0.9,0.1 0.5,0.9',
      '0.100000,0.100000 0.900000,0.100000',
      '',
      'a,b c,d e,f',
    ])
      assert.equal(language.oracle(source), undefined, source);
  });
});

describe('convex hulls', () => {
  it('are those of d3-polygon, counter-clockwise from the lowest position and closed', () => {
    for (const pair of pairsOf({ generator: 'convex_hull', min_length: 3, max_length: 60 }).pairs) {
      const points = pointsOf(pair);
      const target = numbersOf(pair);
      const corners = target.slice(0, -1);
      assert.equal(target.at(-1), corners[0]);
      assert.equal(corners[0], Math.min(...corners));
      const polygon = corners.map((place) => points[place - 1]!);
      const expected = polygonHull(points)!;
      assert.deepEqual(new Set(polygon.map(String)), new Set(expected.map(String)));
      // d3's sign is that of screen coordinates, whose y points down.
      assert.ok(polygonArea(polygon) < 0, 'counter-clockwise');
      assert.ok(Math.abs(polygonArea(polygon)) - Math.abs(polygonArea(expected)) < 1e-12);
    }
  });

  it('leave out points on an edge, and count equal points once', () => {
    const { language } = pairsOf({ generator: 'convex_hull', min_length: 3, max_length: 6 }, 1);
    const corner = (x: number, y: number): string => `0.${x}00000,0.${y}00000`;
    const square = [corner(1, 1), corner(5, 1), corner(9, 1), corner(9, 9), corner(1, 9), corner(9, 9)];
    assert.equal(language.oracle(square.join(' ')), '1 3 4 5 1');
    assert.equal(language.oracle([corner(1, 1), corner(2, 2), corner(3, 3)].join(' ')), '1 3 1');
  });
});

describe('tours', () => {
  it('are the shortest of all, from position 1 and counter-clockwise', () => {
    for (const pair of pairsOf({ generator: 'tsp', min_length: 3, max_length: 7 }, 200).pairs) {
      const points = pointsOf(pair);
      const tour = numbersOf(pair);
      assert.deepEqual(
        tour.toSorted((a, b) => a - b),
        Array.from(points, (_, index) => index + 1),
      );
      assert.equal(tour[0], 1);
      const shortest = Math.min(...orders(tour.slice(1)).map((rest) => tourLength(points, [1, ...rest])));
      assert.ok(tourLength(points, tour) <= shortest + 1e-12);
      assert.ok(polygonArea(tour.map((place) => points[place - 1]!)) <= 0, 'counter-clockwise');
    }
  });

  it('have the mean length that is known for random points', () => {
    const meanLength = (points: number, size: number): number => {
      const { pairs } = pairsOf({ generator: 'tsp', min_length: points, max_length: points }, size);
      return pairs.reduce((sum, pair) => sum + tourLength(pointsOf(pair), numbersOf(pair)), 0) / size;
    };
    // 2.12 and 2.87 in Vinyals, Fortunato & Jaitly 2015, table 2.
    assert.ok(Math.abs(meanLength(5, 3000) - 2.12) < 0.03);
    assert.ok(Math.abs(meanLength(10, 1000) - 2.87) < 0.04);
  });
});

describe('triangulations', () => {
  it('have no point within the circle of a triangle, and cover the hull', () => {
    for (const pair of pairsOf({ generator: 'delaunay', min_length: 3, max_length: 14 }).pairs) {
      const points = pointsOf(pair);
      const places = numbersOf(pair);
      assert.equal(places.length % 3, 0);
      const triangles = Array.from({ length: places.length / 3 }, (_, i) => places.slice(3 * i, 3 * i + 3));
      const keys = triangles.map((corners) => corners.map((place) => String(place).padStart(3)).join());
      assert.deepEqual(keys, keys.toSorted());
      let area = 0;
      for (const corners of triangles) {
        assert.deepEqual(
          corners,
          corners.toSorted((a, b) => a - b),
        );
        const triangle = corners.map((place) => points[place - 1]!);
        area += Math.abs(polygonArea(triangle));
        const { center, radius } = circle(triangle);
        for (const point of points) assert.ok(distance(point, center) >= radius * (1 - 1e-7));
      }
      assert.ok(Math.abs(area - Math.abs(polygonArea(polygonHull(points)!))) < 1e-9);
    }
  });
});

describe('orders of numbers', () => {
  it('rise, the first position first among equals', () => {
    for (const pair of pairsOf({ generator: 'sorting', min_length: 2, max_length: 12 }).pairs) {
      const numbers = pair.source.split(' ').map(Number);
      const order = numbersOf(pair);
      const sorted = order.map((place) => numbers[place - 1]!);
      assert.deepEqual(
        sorted,
        numbers.toSorted((a, b) => a - b),
      );
      assert.deepEqual(
        order.toSorted((a, b) => a - b),
        Array.from(numbers, (_, index) => index + 1),
      );
    }
    const { language } = pairsOf({ generator: 'sorting', min_length: 3, max_length: 3 }, 1);
    assert.equal(language.oracle('0.500000 0.100000 0.500000'), '2 1 3');
  });
});

function orders(places: readonly number[]): number[][] {
  if (places.length <= 1) return [[...places]];
  return places.flatMap((place, index) =>
    orders(places.toSpliced(index, 1)).map((others) => [place, ...others]),
  );
}

function circle([a, b, c]: readonly [number, number][]): { center: [number, number]; radius: number } {
  const [[ax, ay], [bx, by], [cx, cy]] = [a!, b!, c!];
  const d = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by));
  const square = (x: number, y: number): number => x * x + y * y;
  const x = (square(ax, ay) * (by - cy) + square(bx, by) * (cy - ay) + square(cx, cy) * (ay - by)) / d;
  const y = (square(ax, ay) * (cx - bx) + square(bx, by) * (ax - cx) + square(cx, cy) * (bx - ax)) / d;
  return { center: [x, y], radius: distance([x, y], [ax, ay]) };
}
