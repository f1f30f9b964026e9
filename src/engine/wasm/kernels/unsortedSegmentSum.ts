import { UnsortedSegmentSum, util } from '@tensorflow/tfjs-core';
import { addKernel } from '../wasmKernel';

/** Sum of the rows that share a segment: the gradient of an embedding. Negative segments are left out. */
export function registerUnsortedSegmentSum(): void {
  addKernel(UnsortedSegmentSum, ({ inputs, attrs, heap }) => {
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
  });
}
