import type { PairLanguage, Stratum } from '../pairLanguage';
import { inkedPicture, type Picture } from './picture';
import { paintStrokes, strokePixels, strokesText, type Stroke } from './strokes';

/** Width and height of the pictures. */
export const paintingSize = 8;
/** Pixels of the shortest stroke. */
const shortest = 3;
/** Right, down, and the two diagonals down: every line runs in one of them from its first end. */
const directions = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: 1, y: 1 },
  { x: -1, y: 1 },
] as const;

export interface PaintingOptions {
  /** Most strokes of a picture. */
  readonly max_strokes: number;
}

/**
 * Pictures → the strokes that paint them: eight rows of bits `00000000 01111100 …` → `M1,1 L5,1`. Strokes are straight lines of three
 * pixels or more, across, down or diagonal.
 *
 * The target is the fewest strokes that paint the picture, each as long as it can be, from the first to the last of their
 * beginnings row by row: lines that meet end to end are one.
 */
export function paintings({ max_strokes }: PaintingOptions): PairLanguage {
  return {
    strata: Array.from({ length: max_strokes }, (_, index) => stratum(index + 1)),
    longestSource: paintingSize,
    longestTarget: 2 * max_strokes,
    oracle: (source) => {
      const picture = parseRows(source);
      const strokes = picture === undefined ? undefined : fewestStrokes(picture, max_strokes);
      return strokes === undefined ? undefined : strokesText(strokes);
    },
    heldOutKey: ({ source }) => source,
  };
}

/** A picture as rows of bits. */
export function pictureRows({ width, height, levels }: Picture): string {
  return Array.from({ length: height }, (_, row) =>
    levels
      .slice(row * width, (row + 1) * width)
      .map((level) => (level > 0 ? '1' : '0'))
      .join(''),
  ).join(' ');
}

interface Line {
  readonly stroke: Stroke;
  readonly pixels: ReadonlySet<number>;
}

const everyLine = allStrokes().map((stroke): Line => ({ stroke, pixels: new Set(pixelsOf(stroke)) }));

function stratum(count: number): Stratum {
  return {
    radices: new Array<number>(count).fill(everyLine.length),
    // Strokes in another order, and some that overlap, are the same picture.
    mayRepeat: count > 1,
    spell: (coordinates) =>
      pictureRows(
        paintStrokes(
          coordinates.map((index) => everyLine[index]!.stroke),
          paintingSize,
        ),
      ),
  };
}

function allStrokes(): Stroke[] {
  const strokes: Stroke[] = [];
  for (let y = 0; y < paintingSize; y++)
    for (let x = 0; x < paintingSize; x++)
      for (const direction of directions)
        for (let length = shortest; length <= paintingSize; length++) {
          const to = { x: x + direction.x * (length - 1), y: y + direction.y * (length - 1) };
          if (isInside(to)) strokes.push({ from: { x, y }, to });
        }
  return strokes;
}

function isInside({ x, y }: Stroke['to']): boolean {
  return x >= 0 && y >= 0 && x < paintingSize && y < paintingSize;
}

function parseRows(text: string): Picture | undefined {
  const rows = text.split(' ');
  const fits = rows.length === paintingSize && rows.every((row) => /^[01]+$/.test(row));
  if (!fits || rows.some((row) => row.length !== paintingSize)) return undefined;
  const bits = Array.from(rows.join(''));
  return inkedPicture(
    paintingSize,
    paintingSize,
    bits.flatMap((bit, pixel) => (bit === '1' ? [pixel] : [])),
  );
}

/** The fewest lines that paint all the ink and no paper, first ones first; undefined where `most` are too few. */
function fewestStrokes(picture: Picture, most: number): Stroke[] | undefined {
  const ink = picture.levels.flatMap((level, pixel) => (level > 0 ? [pixel] : []));
  const lines = longestLines(new Set(ink));
  for (let count = 1; count <= most; count++) {
    const found = cover(ink, lines, count);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** So many lines, in the order given, that cover the pixels: the first combination in that order. */
function cover(pixels: readonly number[], lines: readonly Line[], count: number): Stroke[] | undefined {
  if (count === 0) return pixels.length === 0 ? [] : undefined;
  for (const [index, line] of lines.entries()) {
    const left = pixels.filter((pixel) => !line.pixels.has(pixel));
    if (left.length === pixels.length) continue;
    const others = cover(left, lines.slice(index + 1), count - 1);
    if (others !== undefined) return [line.stroke, ...others];
  }
  return undefined;
}

/** Lines of ink that no longer line contains, by where they begin, row by row. */
function longestLines(ink: ReadonlySet<number>): Line[] {
  const isInk = (x: number, y: number): boolean => isInside({ x, y }) && ink.has(y * paintingSize + x);
  return everyLine.filter(({ stroke: { from, to }, pixels }) => {
    for (const pixel of pixels) if (!ink.has(pixel)) return false;
    const step = { x: Math.sign(to.x - from.x), y: Math.sign(to.y - from.y) };
    return !isInk(from.x - step.x, from.y - step.y) && !isInk(to.x + step.x, to.y + step.y);
  });
}

function pixelsOf(stroke: Stroke): number[] {
  return strokePixels(stroke).map(({ x, y }) => y * paintingSize + x);
}
