import {
  registerKernel,
  type KernelBackend,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import {
  statelessUniformKernel,
  statelessUniformValues,
  type StatelessUniformAttributes,
} from '../core/ops/statelessUniform';

const registered = new Set<string>();

/** Gives a backend the ops of our own that can't be composed of tfjs's, computed in TypeScript; once. */
export function registerReferenceKernels(backendName: string): void {
  if (registered.has(backendName)) return;
  registered.add(backendName);
  registerKernel({
    kernelName: statelessUniformKernel,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }): TensorInfo => {
      const tensors = backend as Pick<KernelBackend, 'readSync' | 'write'>;
      const attributes = attrs as NamedAttrMap & StatelessUniformAttributes;
      const [seed, step] = tensors.readSync(inputs['key']!.dataId) as Int32Array;
      const values = statelessUniformValues(seed!, step!, attributes);
      const shape = [attributes.time, attributes.rows, attributes.units];
      return { dataId: tensors.write(values, shape, 'float32'), shape, dtype: 'float32' };
    },
  });
}
