import Delaunator from 'delaunator';
import type { PointSet } from './pointSet';

/** Most triangles of so many points: all of them within a hull of three. */
export function mostTriangles(points: number): number {
  return Math.max(0, 2 * points - 5);
}

/**
 * The Delaunay triangulation: no point lies within the circle through the corners of a triangle. The corners of each
 * triangle rise, and the triangles stand in the order of their corners.
 */
export function delaunayTriangles({ x, y }: PointSet): (readonly [number, number, number])[] {
  const coordinates = new Float64Array(2 * x.length);
  x.forEach((value, point) => {
    coordinates[2 * point] = value;
    coordinates[2 * point + 1] = y[point]!;
  });
  const { triangles } = new Delaunator(coordinates);
  return Array.from({ length: triangles.length / 3 }, (_, index) => {
    const corners = triangles.slice(3 * index, 3 * index + 3).sort();
    return [corners[0]!, corners[1]!, corners[2]!] as const;
  }).sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
}
