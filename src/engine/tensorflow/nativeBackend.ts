import * as tf from '@tensorflow/tfjs-core';
import type { TfjsNode } from './loadTfjsNode';
import type { TfjsBinding } from './tfjsBinding';

/** The name under which tfjs-node's kernels are registered. */
export const nativeBackendName = 'tensorflow';

/** Native TensorFlow as a backend of this bundle's tfjs-core. */
export interface NativeBackend {
  readonly backend: tf.KernelBackend;
  readonly binding: TfjsBinding;
  /** Such as `TensorFlow 2.21.0`. */
  readonly version: string;
  /** Tensors that TensorFlow holds: the backend's, counted on the native side. */
  nativeTensors(): number;
  /** Takes the backend out of tfjs-core again; its tensors are gone. */
  dispose(): void;
}

/**
 * Registers native TensorFlow under the name `tensorflow`. It becomes the current backend by `tf.setBackend` only.
 * @throws Error when it is registered already: TensorFlow's context is one for the whole process.
 */
export function registerNativeBackend(tfjsNode: TfjsNode): NativeBackend {
  if (tf.engine().backendNames().includes(nativeBackendName))
    throw new Error('Native TensorFlow is registered already in this process.');
  const backend = tfjsNode.createBackend();
  tf.registerBackend(nativeBackendName, () => backend);
  // tfjs-core asks for the instance at first use only; from here on it is initialised.
  tf.findBackend(nativeBackendName);
  return {
    backend,
    binding: tfjsNode.binding,
    version: `TensorFlow ${tfjsNode.tensorFlowVersion}`,
    nativeTensors: () => tfjsNode.binding.getNumOfTensors(),
    dispose: () => tf.removeBackend(nativeBackendName),
  };
}
