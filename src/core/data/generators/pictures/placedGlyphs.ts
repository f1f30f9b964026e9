import { PictureError, pictureSize, type PictureFormat } from '../../../image/picture';
import { pictureUri } from '../../../image/pictureUri';
import { writePng } from '../../../image/writePng';
import { readPicture } from '../../../text/imageCodec';
import type { PairLanguage, Stratum } from '../pairLanguage';
import { glyphNames, glyphPixels, glyphSize, type PlacedGlyph } from './glyphs';

export interface GlyphOptions {
  /** Most glyphs in a picture. */
  readonly max_glyphs: number;
  readonly format: PictureFormat;
}

type Place = Pick<PlacedGlyph, 'row' | 'column'>;

const ink = 255;
/** By which pixels of its box are inked, row by row. */
const namesByInk = new Map(
  glyphNames.map((name) => {
    const inked = glyphPixels([{ name, row: 0, column: 0 }], glyphSize);
    return [Array.from({ length: glyphSize ** 2 }, (_, pixel) => inked.has(pixel)).join(), name];
  }),
);
const wordsOfGlyph = 5;

/**
 * Pictures of glyphs, white on black, → where each is and which, from the first row to the last and in a row from the left:
 * `row 1 column 2 square row 5 column 1 cup` (Ba, Mnih & Kavukcuoglu 2015 read several digits from a picture). Rows and columns
 * are those of the upper left pixel, from 1; there is paper between two glyphs. The number of glyphs is drawn with equal chance.
 */
export function placedGlyphs({ max_glyphs, format }: GlyphOptions): PairLanguage {
  return {
    strata: Array.from({ length: max_glyphs }, (_, index) => stratum(index + 1, format)),
    longestSource: 1,
    longestTarget: max_glyphs * wordsOfGlyph,
    oracle: (source) => {
      const glyphs = readGlyphs(source, format);
      if (glyphs === undefined || glyphs.length === 0 || glyphs.length > max_glyphs) return undefined;
      return glyphs.map(({ name, row, column }) => `row ${row + 1} column ${column + 1} ${name}`).join(' ');
    },
    heldOutKey: ({ source }) => source,
  };
}

function stratum(count: number, format: PictureFormat): Stratum {
  const layouts = placesApart(count, format);
  return {
    radices: [layouts.length, ...new Array<number>(count).fill(glyphNames.length)],
    spell: ([layout, ...names]) =>
      drawGlyphs(
        layouts[layout!]!.map((place, index) => ({ ...place, name: glyphNames[names[index]!]! })),
        format,
      ),
  };
}

/** Every way to place so many glyphs with paper between them, first ones first. */
function placesApart(count: number, { height, width }: PictureFormat): Place[][] {
  const all = Array.from({ length: height - glyphSize + 1 }, (_, row) =>
    Array.from({ length: width - glyphSize + 1 }, (__, column): Place => ({ row, column })),
  ).flat();
  let layouts: Place[][] = [[]];
  for (let placed = 0; placed < count; placed++)
    layouts = layouts.flatMap((layout) =>
      all
        .filter((place) => layout.every((other) => isBefore(other, place) && areApart(other, place)))
        .map((place) => [...layout, place]),
    );
  return layouts;
}

function isBefore(a: Place, b: Place): boolean {
  return a.row < b.row || (a.row === b.row && a.column < b.column);
}

function areApart(a: Place, b: Place): boolean {
  return Math.max(Math.abs(a.row - b.row), Math.abs(a.column - b.column)) > glyphSize;
}

function drawGlyphs(glyphs: readonly PlacedGlyph[], format: PictureFormat): string {
  const values = new Uint8Array(pictureSize(format));
  const { width, channels } = format;
  for (const pixel of glyphPixels(glyphs, width)) values.fill(ink, pixel * channels, (pixel + 1) * channels);
  return pictureUri(writePng(values, format));
}

/** The glyphs on a picture, found by their pixels, first ones first; undefined where there is anything else. */
function readGlyphs(source: string, format: PictureFormat): PlacedGlyph[] | undefined {
  const { height, width, channels } = format;
  const values = pixelsOf(source, format);
  if (values === undefined) return undefined;
  const left = new Set<number>();
  for (let pixel = 0; pixel < height * width; pixel++) if (values[pixel * channels]! > 0) left.add(pixel);
  const glyphs: PlacedGlyph[] = [];
  // Glyphs fill their boxes from side to side and hang together, so that no other box looks like one.
  for (let row = 0; row + glyphSize <= height; row++)
    for (let column = 0; column + glyphSize <= width; column++) {
      const box = boxPixels({ row, column }, width);
      const name = namesByInk.get(box.map((pixel) => left.has(pixel)).join());
      if (name === undefined) continue;
      box.forEach((pixel) => left.delete(pixel));
      glyphs.push({ name, row, column });
    }
  return left.size === 0 ? glyphs : undefined;
}

function pixelsOf(source: string, format: PictureFormat): Uint8Array | undefined {
  try {
    return readPicture(source, format);
  } catch (error) {
    if (error instanceof PictureError) return undefined;
    throw error;
  }
}

function boxPixels({ row, column }: Place, width: number): number[] {
  return Array.from(
    { length: glyphSize ** 2 },
    (_, index) => (row + Math.floor(index / glyphSize)) * width + column + (index % glyphSize),
  );
}
