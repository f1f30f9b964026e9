import { z } from 'zod';

const names = ['shapes'] as const;

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
  ] as const;
}

/** Whether the sources of a generator are pictures. */
export function makesPictures(generator: string): boolean {
  return (names as readonly string[]).includes(generator);
}
