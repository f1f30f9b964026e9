import {
  MaxPoolGrad,
  UnsortedSegmentSum,
  util,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import {
  statelessUniformKernel,
  statelessUniformValues,
  type StatelessUniformAttributes,
} from '../../../core/ops/statelessUniform';
import { addKernel, type KernelCall } from '../wasmKernel';

/** What tfjs-backend-wasm lacks, in TypeScript. */
export function registerFallbacks(): void {
  addKernel(statelessUniformKernel, ({ inputs, attrs, heap }) => {
    const attributes = attrs as NamedAttrMap & StatelessUniformAttributes;
    const output = heap.output([attributes.time, attributes.rows, attributes.units]);
    const [seed, step] = heap.ints(inputs['key']!);
    statelessUniformValues(seed!, step!, attributes, heap.floats(output));
    return output;
  });
  addKernel(UnsortedSegmentSum, sumSegments);
  addKernel(MaxPoolGrad, spreadMaxima);
}

/** The gradient of `composeMaxPooling`: windows that neither overlap nor reach beyond the border. */
function spreadMaxima({ inputs, attrs, heap }: KernelCall): TensorInfo {
  const images = inputs['input']!;
  const dy = inputs['dy']!;
  const [size] = [attrs['filterSize']].flat() as number[];
  const [, height, width, channels] = images.shape as [number, number, number, number];
  const [, rows, columns] = dy.shape as [number, number, number, number];
  const dImages = heap.output(images.shape);
  const from = heap.floats(images);
  const slopes = heap.floats(dy);
  const to = heap.floats(dImages).fill(0);
  for (let index = 0; index < slopes.length; index++) {
    const channel = index % channels;
    const column = Math.floor(index / channels) % columns;
    const row = Math.floor(index / (channels * columns)) % rows;
    const image = Math.floor(index / (channels * columns * rows));
    let largest = ((image * height + row * size!) * width + column * size!) * channels + channel;
    const corner = largest;
    for (let place = 1; place < size! * size!; place++) {
      const pixel = Math.floor(place / size!) * width + (place % size!);
      if (from[corner + pixel * channels]! > from[largest]!) largest = corner + pixel * channels;
    }
    to[largest] = slopes[index]!;
  }
  return dImages;
}

/** Sum of the rows that share a segment: the gradient of an embedding. Negative segments are left out. */
export function sumSegments({ inputs, attrs, heap }: Pick<KernelCall, 'inputs' | 'attrs' | 'heap'>) {
  const x = inputs['x']!;
  const segmentIds = inputs['segmentIds']!;
  const segments = attrs['numSegments'] as number;
  const inner = x.shape.slice(segmentIds.shape.length);
  const width = util.sizeFromShape(inner);
  const output = heap.output([segments, ...inner], x.dtype);
  const from = x.dtype === 'int32' ? heap.ints(x) : heap.floats(x);
  const to = x.dtype === 'int32' ? heap.ints(output) : heap.floats(output);
  to.fill(0);
  heap.ints(segmentIds).forEach((segment, row) => {
    if (segment < 0 || segment >= segments) return;
    let target = segment * width;
    const end = (row + 1) * width;
    for (let source = row * width; source < end; source++) to[target++]! += from[source]!;
  });
  return output;
}
