import { z } from 'zod';

const generators = {
  convex_hull: {
    summary: 'Corners of the convex hull of points',
    description:
      'Points → the corners of their convex hull, counter-clockwise from the lowest position and back to it (Vinyals et al. 2015).',
    counted: 'points',
    fewest: 3,
    most: 500,
  },
  tsp: {
    summary: 'Shortest tour through points',
    description:
      'Points → their shortest tour, from position 1, counter-clockwise (Vinyals et al. 2015; solved exactly, Held & Karp 1962).',
    counted: 'points',
    fewest: 3,
    most: 12,
  },
  delaunay: {
    summary: 'Delaunay triangles of points',
    description:
      'Points → the corners of their Delaunay triangles, three positions each: rising, in their order (Vinyals et al. 2015).',
    counted: 'points',
    fewest: 3,
    most: 100,
  },
  sorting: {
    summary: 'Order of numbers',
    description: 'Numbers → their positions from the least to the greatest; of equal ones the first.',
    counted: 'numbers',
    fewest: 2,
    most: 500,
  },
} as const;

function pointGenerator<Name extends keyof typeof generators, Size extends z.ZodRawShape>(
  name: Name,
  size: Size,
) {
  const { summary, description, counted, fewest, most } = generators[name];
  const count = z.int().min(fewest).max(most);
  return z
    .strictObject({
      generator: z.literal(name).describe(description),
      ...size,
      min_length: count.default(5).describe(`Fewest ${counted}. Default 5.`),
      max_length: count.default(10).describe(`Most ${counted}. Default 10.`),
    })
    .describe(`${summary}.`);
}

/** Generators whose sources are vectors and whose targets are positions of them. @param size keys that all have */
export function pointGenerators<Size extends z.ZodRawShape>(size: Size) {
  return [
    pointGenerator('convex_hull', size),
    pointGenerator('tsp', size),
    pointGenerator('delaunay', size),
    pointGenerator('sorting', size),
  ] as const;
}

/** Numbers of each vector in a source of a generator; undefined for one whose sources are text. */
export function generatedVectorSize(generator: string): number | undefined {
  if (!(generator in generators)) return undefined;
  return generator === 'sorting' ? 1 : 2;
}
