import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import { statelessUniformKernel, type StatelessUniformAttributes } from '../../../core/ops/statelessUniform';
import { addKernel, kernels } from '../wasmKernel';

/** Random numbers as a function of a key and their position. */
export function registerStatelessUniform(): void {
  addKernel(statelessUniformKernel, ({ inputs, attrs, heap }) => {
    const { site, time, rows, units, firstRow = 0 } = attrs as NamedAttrMap & StatelessUniformAttributes;
    const output = heap.output([time, rows, units]);
    const [seed, step] = heap.ints(inputs['key']!);
    heap.withScratch(16, (tile) =>
      kernels().statelessUniform(seed!, step!, site, time, rows, firstRow, units, heap.address(output), tile),
    );
    return output;
  });
}
