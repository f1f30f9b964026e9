import type { TensorInfo } from '@tensorflow/tfjs-core';
import {
  imagePatchesGradientKernel,
  imagePatchesKernel,
  windowPlaces,
  type Window,
} from '../../../core/ops/imagePatches';
import { maxPoolingGradientKernel, maxPoolingKernel } from '../../../core/ops/maxPooling';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

type Shape4 = [number, number, number, number];

/** What convolutions look at, the largest of windows, and their gradients. */
export function registerImages(): void {
  addKernel(imagePatchesKernel, imagePatches);
  addKernel(imagePatchesGradientKernel, imagePatchesGradient);
  addKernel(maxPoolingKernel, maxPooling);
  addKernel(maxPoolingGradientKernel, maxPoolingGradient);
}

function imagePatches({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const images = inputs['images']!;
  const [batch, height, width, channels] = images.shape as Shape4;
  const window = windowOf(attrs);
  const { size, stride } = window;
  const places = windowPlaces(height, window).count * windowPlaces(width, window).count;
  const patches = heap.output([batch * places, size * size * channels]);
  const sizes = [batch, height, width, channels, size, stride];
  kernels().imagePatches(...sizes, heap.address(images), heap.address(patches));
  return [patches];
}

function imagePatchesGradient({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const dPatches = inputs['dPatches']!;
  const window = windowOf(attrs);
  const [height, width, channels] = [attrs['height'], attrs['width'], attrs['channels']] as number[];
  const places = windowPlaces(height!, window).count * windowPlaces(width!, window).count;
  const batch = dPatches.shape[0]! / places;
  const dImages = heap.output([batch, height!, width!, channels!]);
  const sizes = [batch, height!, width!, channels!, window.size, window.stride];
  kernels().imagePatchesGradient(...sizes, heap.address(dPatches), heap.address(dImages));
  return [dImages];
}

function windowOf(attrs: KernelCall['attrs']): Window {
  return { size: attrs['size'] as number, stride: attrs['stride'] as number };
}

function maxPooling({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const images = inputs['images']!;
  const [batch, height, width, channels] = images.shape as Shape4;
  const size = attrs['size'] as number;
  const shape = [batch, Math.floor(height / size), Math.floor(width / size), channels];
  const values = heap.output(shape);
  const places = heap.output(shape, 'int32');
  kernels().maxPooling(
    ...[batch, height, width, channels, size],
    ...[images, values, places].map((tensor) => heap.address(tensor)),
  );
  return [values, places];
}

function maxPoolingGradient({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const [batch, , , channels] = inputs['places']!.shape as Shape4;
  const [size, height, width] = [attrs['size'], attrs['height'], attrs['width']] as number[];
  const dImages = heap.output([batch, height!, width!, channels]);
  kernels().maxPoolingGradient(
    ...[batch, height!, width!, channels, size!],
    ...heap.addresses(inputs, ['dValues', 'places']),
    heap.address(dImages),
  );
  return [dImages];
}
