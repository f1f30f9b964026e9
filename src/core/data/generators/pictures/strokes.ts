import { wordsOf } from '../../../text/wordsOf';
import { inkedPicture, type Picture } from './picture';

/** A straight line from pixel to pixel, both inked; pixels as column and row from 0. */
export interface Stroke {
  readonly from: Pixel;
  readonly to: Pixel;
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

const token = /^([ML])(\d),(\d)$/;

/** `M1,2 L5,2`: move the pen to column 1 of row 2, and draw a line to column 5. */
export function strokesText(strokes: readonly Stroke[]): string {
  return strokes.map(({ from, to }) => `M${from.x},${from.y} L${to.x},${to.y}`).join(' ');
}

/** Strokes of a text as `strokesText` writes it; a line may also go on from the end of the one before. Undefined for others. */
export function parseStrokes(text: string): Stroke[] | undefined {
  const strokes: Stroke[] = [];
  let pen: Pixel | undefined;
  for (const word of wordsOf(text)) {
    const [, command, x, y] = token.exec(word) ?? [];
    if (command === undefined || (command === 'L' && pen === undefined)) return undefined;
    const to = { x: Number(x), y: Number(y) };
    if (command === 'L' && pen !== undefined) strokes.push({ from: pen, to });
    pen = to;
  }
  return strokes;
}

/** The pixels of a line, as many as the longer of its two extents (Bresenham 1965). */
export function strokePixels({ from, to }: Stroke): Pixel[] {
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
  return Array.from({ length: steps + 1 }, (_, step) => ({
    x: Math.round(from.x + ((to.x - from.x) * step) / steps),
    y: Math.round(from.y + ((to.y - from.y) * step) / steps),
  }));
}

/** What strokes paint, `size` pixels wide and high; what falls outside is not painted. */
export function paintStrokes(strokes: readonly Stroke[], size: number): Picture {
  const pixels = strokes.flatMap(strokePixels).filter(({ x, y }) => x < size && y < size);
  return inkedPicture(
    size,
    size,
    pixels.map(({ x, y }) => y * size + x),
  );
}
