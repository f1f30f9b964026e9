/** Coordinates are multiples of 1/`gridSize`, so that they are exact as text and as whole numbers. */
export const gridSize = 1_000_000;
const decimals = 6;

/** Points as whole numbers on the grid, which products of differences of stay exact. */
export interface PointSet {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A coordinate from 0 to `gridSize` − 1 as text: `0.012300`. */
export function spellCoordinate(coordinate: number): string {
  return `0.${String(coordinate).padStart(decimals, '0')}`;
}

/** Its inverse; undefined for any other text. */
export function parseCoordinate(text: string | undefined): number | undefined {
  return text !== undefined && /^0\.\d{6}$/.test(text) ? Number(text.slice(2)) : undefined;
}

/** Points written as `0.120000,0.930000 0.500000,0.400000`; undefined for any other text. */
export function parsePoints(source: string): PointSet | undefined {
  const x: number[] = [];
  const y: number[] = [];
  for (const point of source.split(' ')) {
    const [first, second, ...others] = point.split(',').map(parseCoordinate);
    if (first === undefined || second === undefined || others.length > 0) return undefined;
    x.push(first);
    y.push(second);
  }
  return { x, y };
}

/** Twice the signed area of the triangle a, b, c: positive when they turn left (counter-clockwise). */
export function turn({ x, y }: PointSet, a: number, b: number, c: number): number {
  return (x[b]! - x[a]!) * (y[c]! - y[a]!) - (y[b]! - y[a]!) * (x[c]! - x[a]!);
}

/** Twice the signed area of a polygon through these points, positive when it runs counter-clockwise. */
export function signedArea({ x, y }: PointSet, polygon: readonly number[]): number {
  return polygon.reduce((sum, point, index) => {
    const next = polygon[(index + 1) % polygon.length]!;
    return sum + x[point]! * y[next]! - x[next]! * y[point]!;
  }, 0);
}
