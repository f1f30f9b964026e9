import type { PairLanguage, Stratum } from '../pairLanguage';
import { glyphNames, glyphPixels, glyphSize, isGlyphName, type PlacedGlyph } from './glyphs';
import { inkedPicture, pictureText } from './picture';

/** Width and height of the pictures. */
export const drawingSize = 8;

export interface DrawingOptions {
  /** Most glyphs in a picture. */
  readonly max_glyphs: number;
}

const placeCount = drawingSize - glyphSize + 1;
const phrase = /^(\w+) at row (\d) column (\d)$/;
const wordsInPhrase = 6;

/**
 * Captions → the pictures that they describe, 8 × 8 pixels: `square at row 1 column 2 and cross at row 5 column 6` (Mansimov
 * et al. 2016 make pictures of real captions). Rows and columns are those of the upper left pixel, from 1; glyphs may
 * overlap. The number of glyphs is drawn with equal chance.
 */
export function drawings({ max_glyphs }: DrawingOptions): PairLanguage {
  return {
    strata: Array.from({ length: max_glyphs }, (_, index) => stratum(index + 1)),
    longestSource: max_glyphs * (wordsInPhrase + 1) - 1,
    longestTarget: drawingSize * drawingSize,
    oracle: (source) => {
      const glyphs = source.split(' and ').map(parsePhrase);
      if (glyphs.length > max_glyphs) return undefined;
      const known = glyphs.filter((glyph) => glyph !== undefined);
      if (known.length < glyphs.length) return undefined;
      return pictureText(inkedPicture(drawingSize, drawingSize, glyphPixels(known, drawingSize)));
    },
    // The same glyphs in another order give the picture away.
    heldOutKey: ({ source }) => source.split(' and ').sort().join(' and '),
  };
}

function stratum(count: number): Stratum {
  return {
    radices: Array.from({ length: count }, () => [glyphNames.length, placeCount, placeCount]).flat(),
    spell: (coordinates) =>
      Array.from({ length: count }, (_, index) => {
        const [name, row, column] = coordinates.slice(3 * index, 3 * index + 3);
        return `${glyphNames[name!]!} at row ${row! + 1} column ${column! + 1}`;
      }).join(' and '),
  };
}

function parsePhrase(text: string): PlacedGlyph | undefined {
  const [, name = '', row, column] = phrase.exec(text) ?? [];
  const place = { row: Number(row) - 1, column: Number(column) - 1 };
  const fits = [place.row, place.column].every((index) => index >= 0 && index < placeCount);
  return isGlyphName(name) && fits ? { name, ...place } : undefined;
}
