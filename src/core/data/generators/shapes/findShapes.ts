import type { PictureFormat } from '../../../image/picture';
import { covers, shapeColors, shapeKinds, type Shape } from './shape';

const colorsByValue = new Map([...shapeColors].map(([name, rgb]) => [rgb.join(), name]));

/**
 * The shapes on a picture `[height, width, 3]`, found by looking at its pixels: each colour patch that hangs together is one;
 * undefined when something is neither a shape nor white.
 */
export function findShapes(values: Uint8Array, { height, width }: PictureFormat): Shape[] | undefined {
  const colorAt = (pixel: number): string => values.subarray(3 * pixel, 3 * pixel + 3).join();
  const left = new Set<number>();
  for (let pixel = 0; pixel < height * width; pixel++) if (!isWhite(values, pixel)) left.add(pixel);
  const shapes: Shape[] = [];
  for (const pixel of left) {
    const color = colorsByValue.get(colorAt(pixel));
    const patch = takePatch(left, pixel, width, (other) => colorAt(other) === colorAt(pixel));
    const box = recognise(patch, width);
    if (color === undefined || box === undefined) return undefined;
    shapes.push({ color, ...box });
  }
  return shapes;
}

function isWhite(values: Uint8Array, pixel: number): boolean {
  const at = 3 * pixel;
  return values[at] === 255 && values[at + 1] === 255 && values[at + 2] === 255;
}

/** Takes a pixel, and all of the same kind that hang together with it, out of a set. */
function takePatch(
  pixels: Set<number>,
  first: number,
  width: number,
  isAlike: (pixel: number) => boolean,
): ReadonlySet<number> {
  const patch = new Set<number>();
  const waiting = [first];
  for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
    if (!pixels.has(pixel) || !isAlike(pixel)) continue;
    pixels.delete(pixel);
    patch.add(pixel);
    waiting.push(pixel - width, pixel + width);
    if (pixel % width > 0) waiting.push(pixel - 1);
    if (pixel % width < width - 1) waiting.push(pixel + 1);
  }
  return patch;
}

function recognise(patch: ReadonlySet<number>, width: number): Omit<Shape, 'color'> | undefined {
  const columns = Array.from(patch, (pixel) => pixel % width);
  const rows = Array.from(patch, (pixel) => Math.floor(pixel / width));
  const left = Math.min(...columns);
  const top = Math.min(...rows);
  const size = Math.max(...columns) - left + 1;
  if (Math.max(...rows) - top + 1 !== size) return undefined;
  const isThere = (x: number, y: number): boolean => patch.has((top + y) * width + left + x);
  const places = Array.from({ length: size * size }, (_, index) => ({
    x: index % size,
    y: Math.floor(index / size),
  }));
  const kind = shapeKinds.find((each) =>
    places.every(({ x, y }) => covers(each, size, x, y) === isThere(x, y)),
  );
  return kind && { kind, left, top, size };
}
