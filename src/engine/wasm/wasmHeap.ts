import { util, type DataType, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm';

/** The part of tfjs-backend-wasm that kernels use. */
export type WasmBackend = Pick<
  BackendWasm,
  'makeOutput' | 'typedArrayFromHeap' | 'getMemoryOffset' | 'incRef' | 'disposeData' | 'dataIdMap' | 'wasm'
>;

/**
 * tfjs-backend-wasm's linear memory, where its tensors are: what a kernel written in TypeScript needs of the backend.
 * Views are of the memory as it is now: make them after the last output of a kernel, since making one may grow the
 * memory and detach earlier views.
 */
export class WasmHeap {
  constructor(private readonly backend: WasmBackend) {}

  output(shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
    return this.backend.makeOutput([...shape], dtype);
  }

  floats(tensor: TensorInfo): Float32Array<ArrayBuffer> {
    const { buffer, byteOffset, length } = this.backend.typedArrayFromHeap(tensor);
    return new Float32Array(buffer as ArrayBuffer, byteOffset, length);
  }

  ints(tensor: TensorInfo): Int32Array<ArrayBuffer> {
    const { buffer, byteOffset, length } = this.backend.typedArrayFromHeap(tensor);
    return new Int32Array(buffer as ArrayBuffer, byteOffset, length);
  }

  /** The tensor's memory, whatever its element type. */
  bytes(tensor: TensorInfo): Uint8Array<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = this.backend.typedArrayFromHeap(tensor);
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  }

  /** The same values under another shape; both are to be disposed. */
  reshaped(tensor: TensorInfo, shape: readonly number[]): TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
  }

  dispose(tensor: TensorInfo): void {
    this.backend.disposeData(tensor.dataId);
  }

  /** Runs another kernel of the backend. */
  run(
    kernel: KernelFunc,
    inputs: Record<string, TensorInfo>,
    attrs: Record<string, boolean | number | number[]> = {},
  ): TensorInfo {
    const result = kernel({ inputs, attrs, backend: this.backend });
    if (Array.isArray(result)) throw new Error('A kernel with one output was expected.');
    return result;
  }

  /**
   * A part of a tensor as a tensor of its own, without a copy, for the time of `use`.
   * @param start first element
   */
  withSlice<T>(
    tensor: TensorInfo,
    start: number,
    shape: readonly number[],
    use: (slice: TensorInfo) => T,
  ): T {
    const offset = this.backend.getMemoryOffset(tensor.dataId) + start * util.bytesPerElement(tensor.dtype);
    const slice = this.backend.makeOutput([...shape], tensor.dtype, offset);
    try {
      return use(slice);
    } finally {
      // Forgets the slice; `disposeData` of the backend would free memory that belongs to the tensor.
      this.backend.wasm.tfjs.disposeData(this.backend.dataIdMap.get(slice.dataId).id);
      this.backend.dataIdMap.delete(slice.dataId);
    }
  }
}
