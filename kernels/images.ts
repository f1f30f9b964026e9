import { Address, Vector } from './vector';

/** Runs of pixels. They are short: a call of the engine's own copying would take longer. */
class Run {
  @inline static clear(to: usize, count: i32): void {
    let i = 0;
    for (; i + 4 <= count; i += 4) v128.store(Address.of(to, i), Vector.zero());
    for (; i < count; i++) store<f32>(Address.of(to, i), 0);
  }

  @inline static copy(from: usize, to: usize, count: i32): void {
    let i = 0;
    for (; i + 4 <= count; i += 4) v128.store(Address.of(to, i), v128.load(Address.of(from, i)));
    for (; i < count; i++) store<f32>(Address.of(to, i), load<f32>(Address.of(from, i)));
  }

  @inline static add(from: usize, to: usize, count: i32): void {
    let i = 0;
    for (; i + 4 <= count; i += 4) {
      const sum = f32x4.add(v128.load(Address.of(to, i)), v128.load(Address.of(from, i)));
      v128.store(Address.of(to, i), sum);
    }
    for (; i < count; i++) {
      const sum = load<f32>(Address.of(to, i)) + load<f32>(Address.of(from, i));
      store<f32>(Address.of(to, i), sum);
    }
  }
}

/** Zeros before the first row or column, where images are padded so that there are `ceil(length / stride)` places. */
function padding(length: i32, size: i32, stride: i32): i32 {
  const places = (length + stride - 1) / stride;
  return max((places - 1) * stride + size - length, 0) >> 1;
}

/**
 * What a convolution looks at: of images `[batch, height, width, channels]` the window of `size` × `size` pixels around every
 * place, one a row: `patches` `[batch · rows · columns, size · size · channels]`, zero beyond the border.
 */
export function imagePatches(
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  stride: i32,
  images: usize,
  patches: usize,
): void {
  const above = padding(height, size, stride);
  const before = padding(width, size, stride);
  const windowRow = size * channels;
  let to = patches;
  for (let image = 0; image < batch; image++)
    for (let top = -above; top + above < height; top += stride)
      for (let left = -before; left + before < width; left += stride) {
        const first = max(-left, 0);
        const end = min(size, width - left);
        for (let row = 0; row < size; row++) {
          const y = top + row;
          if (y < 0 || y >= height) Run.clear(to, windowRow);
          else {
            Run.clear(to, first * channels);
            const from = Address.of(images, ((image * height + y) * width + left + first) * channels);
            Run.copy(from, Address.of(to, first * channels), (end - first) * channels);
            Run.clear(Address.of(to, end * channels), (size - end) * channels);
          }
          to = Address.of(to, windowRow);
        }
      }
}

/** The gradient of the images from that of the patches: what every window gives to a pixel, added up. */
export function imagePatchesGradient(
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  stride: i32,
  dPatches: usize,
  dImages: usize,
): void {
  const above = padding(height, size, stride);
  const before = padding(width, size, stride);
  const windowRow = size * channels;
  memory.fill(dImages, 0, (<usize>(batch * height * width * channels)) << 2);
  let from = dPatches;
  for (let image = 0; image < batch; image++)
    for (let top = -above; top + above < height; top += stride)
      for (let left = -before; left + before < width; left += stride) {
        const first = max(-left, 0);
        const end = min(size, width - left);
        for (let row = 0; row < size; row++) {
          const y = top + row;
          if (y >= 0 && y < height) {
            const to = Address.of(dImages, ((image * height + y) * width + left + first) * channels);
            Run.add(Address.of(from, first * channels), to, (end - first) * channels);
          }
          from = Address.of(from, windowRow);
        }
      }
}

/**
 * The largest of every `size` × `size` pixels, channel by channel: `values` and `places` `[batch, height / size, width / size,
 * channels]`. A place is counted row by row in its window; of equal values it is the first.
 */
export function maxPooling(
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  images: usize,
  values: usize,
  places: usize,
): void {
  const rows = height / size;
  const columns = width / size;
  let at = 0;
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const corner = ((image * height + row * size) * width + column * size) * channels;
        for (let channel = 0; channel < channels; channel += 4) {
          const count = min(channels - channel, 4);
          let largest = Vector.load(Address.of(images, corner + channel), count);
          let place = i32x4.splat(0);
          for (let other = 1; other < size * size; other++) {
            const pixel = (other / size) * width + (other % size);
            const value = Vector.load(Address.of(images, corner + pixel * channels + channel), count);
            const isLarger = f32x4.gt(value, largest);
            largest = v128.bitselect(value, largest, isLarger);
            place = v128.bitselect(i32x4.splat(other), place, isLarger);
          }
          Vector.store(Address.of(values, at + channel), largest, count);
          Vector.store(Address.of(places, at + channel), place, count);
        }
        at += channels;
      }
}

/** The gradient of the images: that of every value at its place, 0 elsewhere. */
export function maxPoolingGradient(
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  dValues: usize,
  places: usize,
  dImages: usize,
): void {
  const rows = height / size;
  const columns = width / size;
  memory.fill(dImages, 0, (<usize>(batch * height * width * channels)) << 2);
  let at = 0;
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const corner = ((image * height + row * size) * width + column * size) * channels;
        for (let channel = 0; channel < channels; channel++) {
          const place = load<i32>(Address.of(places, at));
          const pixel = (place / size) * width + (place % size);
          const to = Address.of(dImages, corner + pixel * channels + channel);
          store<f32>(to, load<f32>(Address.of(dValues, at)));
          at++;
        }
      }
}
