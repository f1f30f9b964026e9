import { z } from 'zod';
import { positiveInt } from './parts';

/** What a generator of pictures can draw on. */
interface PictureNeeds {
  /** Least height and width in pixels. */
  readonly smallest: number;
  /** What it must be then; undefined for anything. */
  readonly channels?: 3;
  /** Most of them. */
  readonly largest?: number;
}

/** By the name of the generator: those whose sources are pictures, for level "image". */
const needs: Readonly<Record<string, PictureNeeds>> = {
  shapes: { smallest: 16, channels: 3 },
  glyphs: { smallest: 8, largest: 16 },
};

/** Generators whose sources are pictures, for level "image". @param size keys that all have */
export function pictureGenerators<Size extends z.ZodRawShape>(size: Size) {
  return [
    z
      .strictObject({
        generator: z
          .literal('shapes')
          .describe(
            'Pictures of one or two coloured shapes → what is on them: `red square left of blue circle`. As large as data.src.image_size.',
          ),
        ...size,
      })
      .describe('Pictures of coloured shapes → their captions.'),
    z
      .strictObject({
        generator: z
          .literal('glyphs')
          .describe(
            'Pictures of glyphs of 3 × 3 pixels, white on black, → where they are and which, from the first row to the last: `row 1 column 2 square`. As large as data.src.image_size.',
          ),
        ...size,
        max_glyphs: positiveInt.max(3).default(2).describe('Most glyphs in a picture. Default 2.'),
      })
      .describe('Pictures of glyphs → their places and names.'),
  ] as const;
}

/** What a generator needs of its pictures; undefined for one whose sources are none. */
export function pictureNeeds(generator: string): PictureNeeds | undefined {
  return needs[generator];
}

/** Whether the sources of a generator are pictures. */
export function makesPictures(generator: string): boolean {
  return pictureNeeds(generator) !== undefined;
}
