import { z } from 'zod';
import { choice, positiveInt } from './parts';

const convLayerSchema = z
  .strictObject({
    channels: positiveInt.max(2048).default(32).describe('Numbers of each place of its output. Default 32.'),
    kernel_size: positiveInt
      .max(31)
      .default(3)
      .describe('Height and width in pixels of what it looks at around a place. Default 3.'),
    stride: positiveInt.max(16).default(1).describe('Pixels from one place to the next. Default 1.'),
    activation: choice({ relu: 'max(x, 0)', tanh: 'tanh(x)', linear: 'x' })
      .default('relu')
      .describe('Function of its sums: "relu", "tanh" or "linear". Default "relu".'),
    pool_size: positiveInt
      .max(16)
      .default(1)
      .describe(
        'Of so many × so many places the largest value goes on, channel by channel (max pooling); what is left over at the border is dropped. Default 1: all go on.',
      ),
  })
  .describe('A convolution, padded with zeros.');

/** Height and width go down by 8. */
const threeLayers: readonly z.input<typeof convLayerSchema>[] = [
  { channels: 32, pool_size: 2 },
  { channels: 32, pool_size: 2 },
  { channels: 64, pool_size: 2 },
];

export const convLayersSchema = z
  .array(convLayerSchema)
  .min(1)
  .max(32)
  .describe(
    'Convolutional layers of encoder type "image", the first at the picture. Each place of the last one\'s output is a region that attention can look at. Default: three layers with channels 32, 32 and 64 and pool_size 2, which make 4 × 4 regions of 32 × 32 pixels.',
  );

export type ConvLayer = z.output<typeof convLayerSchema>;

/** The layers of an encoder of type "image". */
export function convLayers({
  conv,
}: {
  readonly conv?: readonly ConvLayer[] | undefined;
}): readonly ConvLayer[] {
  return conv ?? convLayersSchema.parse(threeLayers);
}
