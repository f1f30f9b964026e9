import { GatherV2, UnsortedSegmentSum, util } from '@tensorflow/tfjs-core';
import { sumSegments } from './fallbacks';
import { addKernel, kernels, replaceKernel } from '../wasmKernel';

/** Rows by number, and sums of rows by number: an embedding and its gradient. */
export function registerRows(): void {
  replaceKernel(GatherV2, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const indices = inputs['indices']!;
    if (attrs['axis'] !== 0 || Number(attrs['batchDims'] ?? 0) !== 0 || indices.dtype !== 'int32')
      return undefined;
    const row = x.shape.slice(1);
    const count = util.sizeFromShape(indices.shape);
    const output = heap.output([...indices.shape, ...row], x.dtype);
    const bad = kernels().gatherRows(
      count,
      util.sizeFromShape(row) * util.bytesPerElement(x.dtype),
      x.shape[0]!,
      heap.address(x),
      heap.address(indices),
      heap.address(output),
    );
    if (bad >= 0) {
      const index = heap.ints(indices)[bad]!;
      heap.dispose(output);
      throw new RangeError(`gather: index ${index} is not in [0, ${x.shape[0]! - 1}].`);
    }
    return output;
  });
  addKernel(UnsortedSegmentSum, ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const segmentIds = inputs['segmentIds']!;
    const segments = attrs['numSegments'] as number;
    const inner = x.shape.slice(segmentIds.shape.length);
    if (x.dtype !== 'float32') return sumSegments({ inputs, attrs, heap });
    const output = heap.output([segments, ...inner]);
    kernels().sumSegments(
      util.sizeFromShape(segmentIds.shape),
      util.sizeFromShape(inner),
      segments,
      heap.address(x),
      heap.address(segmentIds),
      heap.address(output),
    );
    return output;
  });
}
