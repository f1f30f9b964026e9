import { engine, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm';
import type { TypedValues } from '../../core/step/engine';
import type { TensorSpec } from '../../core/step/step';
import { wasmBackendName } from './wasmKernel';

/** The part of tfjs-backend-wasm that stores tensors: they are in its linear memory, counted by reference. */
export type TensorMemory = Pick<
  BackendWasm,
  'write' | 'readSync' | 'disposeData' | 'incRef' | 'numDataIds' | 'typedArrayFromHeap' | 'makeOutput'
>;

/** @throws Error when the backend has not been initialised */
export function tensorMemory(): TensorMemory {
  const backend = engine().registry[wasmBackendName];
  if (backend === undefined) throw new Error('The WebAssembly backend is not initialised.');
  return backend as unknown as TensorMemory;
}

/** A tensor with these values, copied. */
export function writeTensor(
  memory: TensorMemory,
  { shape, dtype }: TensorSpec,
  values: TypedValues,
): TensorInfo {
  return { dataId: memory.write(values, [...shape], dtype), shape: [...shape], dtype };
}

/** A copy of a tensor's values. */
export function readTensor(memory: TensorMemory, { dataId }: TensorInfo): TypedValues {
  return memory.readSync(dataId) as TypedValues;
}

/** The same tensor once more; both are to be disposed. */
export function shareTensor(memory: TensorMemory, tensor: TensorInfo): TensorInfo {
  memory.incRef(tensor.dataId);
  return tensor;
}
