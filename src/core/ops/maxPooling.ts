import { engine, maxPool, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { withGradient } from './withGradient';

/**
 * Fused kernel that a backend may have: `{images [batch, height, width, channels]}`, attributes `{size}` → `[values, places]`,
 * both `[batch, ⌊height / size⌋, ⌊width / size⌋, channels]`. A place (int32) is counted row by row in its window.
 */
export const maxPoolingKernel = 'MaxPooling';
/** Its gradient: `{dValues, places}`, attributes `{size, height, width}` → `[dImages]`. */
export const maxPoolingGradientKernel = 'MaxPoolingGradient';

/**
 * The largest of every `size` × `size` pixels, channel by channel: `[batch, ⌊height / size⌋, ⌊width / size⌋, channels]`. Among
 * equals the gradient goes to the first, as in PyTorch and TensorFlow.
 * @param images `[batch, height, width, channels]`
 */
export function maxPooling(images: Tensor4D, size: number): Tensor4D {
  if (!hasKernel(maxPoolingKernel)) return composeMaxPooling(images, size);
  const [, height, width] = images.shape;
  return withGradient<Tensor4D, { places: Tensor }>(
    [images],
    () => {
      const [value, places] = engine().runKernel<[Tensor4D, Tensor]>(maxPoolingKernel, { images }, { size });
      return { value, saved: { places } };
    },
    (dValues, { places }) =>
      engine().runKernel<Tensor[]>(maxPoolingGradientKernel, { dValues, places }, { size, height, width }),
  );
}

/** The reference, of tfjs's own op. */
export function composeMaxPooling(images: Tensor4D, size: number): Tensor4D {
  return maxPool(images, size, size, 'valid');
}
