import { util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm';

/** The part of tfjs-backend-wasm that kernels use. */
export type WasmBackend = Pick<
  BackendWasm,
  'makeOutput' | 'typedArrayFromHeap' | 'getMemoryOffset' | 'disposeData'
>;

/** Beyond this a 32-bit size wraps. */
const addressableBytes = 2 ** 32 - 1;

/**
 * tfjs-backend-wasm's linear memory, where its tensors are: what a kernel needs of the backend.
 * Views are of the memory as it is now: make them after the last output of a kernel, since making one may grow the
 * memory and detach earlier views.
 */
export class WasmHeap {
  constructor(private readonly backend: WasmBackend) {}

  /** @throws RangeError when there is no memory left for it */
  output(shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
    const bytes = util.sizeFromShape([...shape]) * util.bytesPerElement(dtype);
    const tensor = bytes > addressableBytes ? undefined : this.backend.makeOutput([...shape], dtype);
    // What the backend itself would take for an address.
    if (tensor !== undefined && (bytes === 0 || this.address(tensor) !== 0)) return tensor;
    if (tensor !== undefined) this.dispose(tensor);
    throw new RangeError(
      `WebAssembly has no memory left for another ${Math.ceil(bytes / 1e6)} MB. Use smaller batches, shorter sequences or a smaller model.`,
    );
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

  /** Where the tensor's values begin, in bytes; valid as long as the tensor lives. */
  address(tensor: TensorInfo): number {
    return this.backend.getMemoryOffset(tensor.dataId);
  }

  /** Addresses of inputs by name; 0 for those that are not there. */
  addresses(inputs: Readonly<Record<string, TensorInfo>>, names: readonly string[]): number[] {
    return names.map((name) => {
      const tensor = inputs[name];
      return tensor === undefined ? 0 : this.address(tensor);
    });
  }

  /** Copies all values of a tensor into one of the same size. */
  copy(from: TensorInfo, to: TensorInfo): void {
    this.bytes(to).set(this.bytes(from));
  }

  /** Memory for the time of `use`, given its address. */
  withScratch<T>(floats: number, use: (address: number) => T): T {
    const scratch = this.output([floats]);
    try {
      return use(this.address(scratch));
    } finally {
      this.dispose(scratch);
    }
  }

  dispose(tensor: TensorInfo): void {
    this.backend.disposeData(tensor.dataId);
  }
}
