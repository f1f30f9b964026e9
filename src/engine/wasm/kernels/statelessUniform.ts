import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import {
  statelessUniformKernel,
  statelessUniformValues,
  type StatelessUniformAttributes,
} from '../../../core/ops/statelessUniform';
import { addKernel } from '../wasmKernel';

export function registerStatelessUniform(): void {
  addKernel(statelessUniformKernel, ({ inputs, attrs, heap }) => {
    const { time, rows, units } = attrs as NamedAttrMap & StatelessUniformAttributes;
    const output = heap.output([time, rows, units]);
    const key = heap.ints(inputs['key']!);
    statelessUniformValues(
      key[0]!,
      key[1]!,
      attrs as NamedAttrMap & StatelessUniformAttributes,
      heap.floats(output),
    );
    return output;
  });
}
