import { z } from 'zod';
import { positiveInt } from './parts';

const side = positiveInt.max(64);

export const drawSchema = z
  .strictObject({
    image_size: z
      .tuple([side, side])
      .default([8, 8])
      .describe(
        'Height and width of the picture, in pixels: targets are so many characters. Default [8, 8].',
      ),
    steps: positiveInt
      .max(100)
      .default(8)
      .describe('How many patches are written, one after the other. Default 8.'),
    patch_size: positiveInt
      .min(2)
      .max(32)
      .default(3)
      .describe('Height and width of a patch: so many Gaussian filters along each side. Default 3.'),
  })
  .describe(
    'The canvas of decoder type "draw": how large it is, and how it is written on (Gregor et al. 2015).',
  );

export type DrawConfig = z.output<typeof drawSchema>;

/** How a decoder of type "draw" draws. */
export function drawConfig({ draw }: { readonly draw?: DrawConfig | undefined }): DrawConfig {
  return draw ?? drawSchema.parse({});
}
