import { z } from 'zod';
import { positiveInt } from './parts';

/** Generators of small pictures. @param size keys that all have */
export function inkGenerators<Size extends z.ZodRawShape>(size: Size) {
  return [
    z
      .strictObject({
        generator: z
          .literal('textures')
          .describe(
            'Patchy pictures in four levels of ink, as text for task "language_model": one character a pixel, row after row. Every pixel is as the one above (45 %), as the one on the left (45 %), or of any level (a Markov mesh; Abend et al. 1965).',
          ),
        ...size,
        width: positiveInt.min(2).max(64).default(8).describe('Pixels of a row. Default 8.'),
        height: positiveInt.max(64).default(8).describe('Rows of a picture. Default 8.'),
      })
      .describe('Patchy pictures, for a language model over pixels.'),
    z
      .strictObject({
        generator: z
          .literal('drawings')
          .describe(
            'Captions → the pictures of 8 × 8 pixels that they describe: `square at row 1 column 2` → one character a pixel, row after row.',
          ),
        ...size,
        max_glyphs: positiveInt.max(3).default(2).describe('Most glyphs in a picture. Default 2.'),
      })
      .describe('Captions → pictures.'),
    z
      .strictObject({
        generator: z
          .literal('paintings')
          .describe(
            'Pictures of 8 × 8 pixels, eight rows of bits, → the fewest straight strokes that paint them: `00000000 01111100 …` → `M1,1 L5,1`.',
          ),
        ...size,
        max_strokes: positiveInt.max(4).default(2).describe('Most strokes of a picture. Default 2.'),
      })
      .describe('Pictures → the strokes that paint them.'),
  ] as const;
}

/** The levels of source and target that a generator of pictures needs; undefined for any other generator. */
export function inkLevels(
  generator: string,
): { readonly src?: 'word'; readonly trg: 'word' | 'char' } | undefined {
  switch (generator) {
    case 'textures':
      return { trg: 'char' };
    case 'drawings':
      return { src: 'word', trg: 'char' };
    case 'paintings':
      return { src: 'word', trg: 'word' };
    default:
      return undefined;
  }
}
