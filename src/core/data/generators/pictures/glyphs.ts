/** Width and height of a glyph, in pixels. */
export const glyphSize = 3;

const drawings = {
  square: '### #.# ###',
  diamond: '.#. #.# .#.',
  cross: '#.# .#. #.#',
  plus: '.#. ### .#.',
  tee: '### .#. .#.',
  cup: '#.# #.# ###',
  ell: '#.. #.. ###',
  zed: '### .#. ###',
} as const;

export type GlyphName = keyof typeof drawings;
export const glyphNames = Object.keys(drawings) as readonly GlyphName[];

/** Rows and columns of the inked pixels of each glyph, from 0. */
const inked = new Map(
  Object.entries(drawings).map(([name, drawing]) => [
    name,
    drawing
      .split(' ')
      .flatMap((line, row) =>
        Array.from(line).flatMap((mark, column) => (mark === '#' ? [{ row, column }] : [])),
      ),
  ]),
);

/** A glyph in a picture: its upper left pixel, from 0. */
export interface PlacedGlyph {
  readonly name: GlyphName;
  readonly row: number;
  readonly column: number;
}

/** The pixels that glyphs ink, counted row by row. */
export function glyphPixels(glyphs: readonly PlacedGlyph[], width: number): Set<number> {
  return new Set(
    glyphs.flatMap((glyph) =>
      (inked.get(glyph.name) ?? []).map(
        ({ row, column }) => (glyph.row + row) * width + glyph.column + column,
      ),
    ),
  );
}

export function isGlyphName(text: string): text is GlyphName {
  return inked.has(text);
}
