import { engine } from '@tensorflow/tfjs-core';
import { OutOfMemoryError } from '../outOfMemory';
import { wasmBackendName } from './wasmKernel';

/** The most that a memory of tfjs-backend-wasm can grow to, in bytes: 64 KiB less than what 32 bits address. */
export const maxWasmBytes = 2 ** 32 - 2 ** 16;

interface Allocator {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

const guarded = new WeakSet<Allocator>();

/**
 * Makes an allocation that fails in tfjs-backend-wasm's memory an error. As shipped it gives address 0, and the kernels go
 * on and overwrite what is there. The backend must be initialised.
 */
export function guardWasmMemory(): void {
  const { wasm } = engine().findBackend(wasmBackendName) as unknown as { readonly wasm: Allocator };
  guardAllocator(wasm);
}

export function guardAllocator(wasm: Allocator): void {
  if (guarded.has(wasm)) return;
  guarded.add(wasm);
  // Emscripten puts the real function in place of a stub when it is first called.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0)
      throw new OutOfMemoryError(
        `WebAssembly's memory is full: no room for another ${Math.ceil(bytes / 1e6)} MB (it grows to 4.3 GB at most, if the system has as much).`,
      );
    return address;
  };
}
