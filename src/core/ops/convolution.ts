import {
  conv2d,
  Conv2DBackpropFilter,
  matMul,
  reshape,
  type Rank,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { imagePatches, imagePatchesKernel, windowPlaces, type Window } from './imagePatches';

/**
 * Convolution (as everywhere in the field, a cross-correlation) of images padded with zeros: as many rows and columns as before,
 * divided by the stride and rounded up. `[batch, rows, columns, channels out]`
 *
 * A product of matrices where the backend has a kernel for what it multiplies, or where it lacks tfjs's gradient of the kernel.
 * @param images `[batch, height, width, channels in]`
 * @param kernel `[size, size, channels in, channels out]`
 */
export function convolution(images: Tensor4D, kernel: Tensor4D, stride: number): Tensor4D {
  if (!hasKernel(imagePatchesKernel) && hasKernel(Conv2DBackpropFilter))
    return conv2d(images, kernel, stride, 'same');
  const [batch, height, width] = images.shape;
  const [size, , channelsIn, channelsOut] = kernel.shape;
  const window: Window = { size, stride };
  const patches = imagePatches(images, window);
  const matrix = reshape<Rank.R2>(kernel, [size * size * channelsIn, channelsOut]);
  return reshape(matMul<Tensor2D>(patches, matrix), [
    batch,
    windowPlaces(height, window).count,
    windowPlaces(width, window).count,
    channelsOut,
  ]);
}
