import { GatherV2, util } from '@tensorflow/tfjs-core';
import { replaceKernel } from '../wasmKernel';

/** Gathers rows along the first axis, each by one contiguous copy: embeddings, and the states of hypotheses. */
export function registerGatherV2(): void {
  replaceKernel(GatherV2, () => ({ inputs, attrs, heap }) => {
    const x = inputs['x']!;
    const indices = inputs['indices']!;
    if (attrs['axis'] !== 0 || attrs['batchDims'] !== 0 || x.dtype === 'bool') return undefined;
    const rows = x.shape[0] ?? 0;
    const inner = x.shape.slice(1);
    const width = util.sizeFromShape(inner);
    const output = heap.output([...indices.shape, ...inner], x.dtype);
    const from = x.dtype === 'int32' ? heap.ints(x) : heap.floats(x);
    const to = x.dtype === 'int32' ? heap.ints(output) : heap.floats(output);
    heap.ints(indices).forEach((row, index) => {
      if (row < 0 || row >= rows) throw new RangeError(`gather: index ${row} is not in [0, ${rows - 1}].`);
      to.set(from.subarray(row * width, (row + 1) * width), index * width);
    });
    return output;
  });
}
