import {
  concat,
  engine,
  pad,
  reshape,
  slice,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { hasKernel } from './hasKernel';
import { withGradient } from './withGradient';

/**
 * Fused kernel that a backend may have: `{images [batch, height, width, channels]}`, attributes `{size, stride}` → `[patches
 * [batch · rows · columns, size · size · channels]]`.
 */
export const imagePatchesKernel = 'ImagePatches';
/** Its gradient: `{dPatches}`, attributes `{size, stride, height, width, channels}` → `[dImages]`. */
export const imagePatchesGradientKernel = 'ImagePatchesGradient';

export interface Window {
  /** Height and width in pixels. */
  readonly size: number;
  /** Pixels from one place to the next. */
  readonly stride: number;
}

/** One axis of what a window moves over, padded with zeros so that there are `ceil(length / stride)` places. */
export interface WindowPlaces {
  readonly count: number;
  /** Zeros before the first element and behind the last. */
  readonly before: number;
  readonly behind: number;
}

export function windowPlaces(length: number, { size, stride }: Window): WindowPlaces {
  const count = Math.ceil(length / stride);
  const padding = Math.max((count - 1) * stride + size - length, 0);
  const before = Math.floor(padding / 2);
  return { count, before, behind: padding - before };
}

/**
 * What a convolution looks at, one window a row, so that it becomes a product of matrices (im2col; Chellapilla, Puri & Simard
 * 2006): `[batch · rows · columns, size · size · channels]`, zero beyond the border.
 * @param images `[batch, height, width, channels]`
 */
export function imagePatches(images: Tensor4D, window: Window): Tensor2D {
  if (!hasKernel(imagePatchesKernel)) return composeImagePatches(images, window);
  const { size, stride } = window;
  const [, height, width, channels] = images.shape;
  return withGradient(
    [images],
    () => {
      const [value] = engine().runKernel<[Tensor2D]>(imagePatchesKernel, { images }, { size, stride });
      return { value, saved: {} };
    },
    (dPatches) =>
      engine().runKernel<Tensor[]>(
        imagePatchesGradientKernel,
        { dPatches },
        { size, stride, height, width, channels },
      ),
  );
}

/** The reference, of tfjs's own ops. */
export function composeImagePatches(images: Tensor4D, window: Window): Tensor2D {
  const { size, stride } = window;
  const [batch, height, width, channels] = images.shape;
  const rows = windowPlaces(height, window);
  const columns = windowPlaces(width, window);
  // Room for whole strides behind the last place.
  const padded = pad(images, [
    [0, 0],
    [rows.before, rows.behind + stride],
    [columns.before, columns.behind + stride],
    [0, 0],
  ]);
  const pixels = Array.from({ length: size * size }, (_, place) => {
    const start = [0, Math.floor(place / size), place % size, 0];
    const span = slice(padded, start, [batch, rows.count * stride, columns.count * stride, channels]);
    return stride === 1 ? span : everyNth(span, stride);
  });
  return reshape<Rank.R2>(concat(pixels, 3), [batch * rows.count * columns.count, size * size * channels]);
}

/** Every n-th row and column. tfjs's strided slice has no gradient. @param images of whole multiples of n */
function everyNth(images: Tensor4D, n: number): Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const [rows, columns] = [height / n, width / n];
  const ofRows = slice(reshape(images, [batch * rows, n * width * channels]), 0, [
    batch * rows,
    width * channels,
  ]);
  const ofColumns = slice(reshape(ofRows, [batch * rows * columns, n * channels]), 0, [
    batch * rows * columns,
    channels,
  ]);
  return reshape(ofColumns, [batch, rows, columns, channels]);
}
