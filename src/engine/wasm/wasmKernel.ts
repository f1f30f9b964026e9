import {
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelConfig,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Kernels } from './kernelModule';
import { WasmHeap, type WasmBackend } from './wasmHeap';

export const wasmBackendName = 'wasm';

export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs: Readonly<NamedAttrMap>;
  readonly heap: WasmHeap;
}

/** Our kernels in the backend's memory; undefined where they don't run. */
let active: Kernels | undefined;

/** Makes all calls from now on go to these kernels. */
export function useKernels(kernels: Kernels): void {
  active = kernels;
}

/** @throws Error when there are none */
export function kernels(): Kernels {
  if (active === undefined) throw new Error('The kernels of the WebAssembly engine are not loaded.');
  return active;
}

/** A kernel on the wasm heap. A replacement returns `undefined` for cases that it leaves to the original. */
export type WasmKernel = (call: KernelCall) => TensorInfo | TensorInfo[];
export type WasmReplacement = (call: KernelCall) => TensorInfo | TensorInfo[] | undefined;

/** Registers a kernel that tfjs-backend-wasm lacks. */
export function addKernel(kernelName: string, kernel: WasmKernel): void {
  registerKernel({ kernelName, backendName: wasmBackendName, kernelFunc: adapt(kernel) });
}

/** Puts a faster kernel before one of tfjs-backend-wasm. */
export function replaceKernel(kernelName: string, make: (original: KernelFunc) => WasmReplacement): void {
  const original = existingKernel(kernelName);
  const replacement = make(original.kernelFunc);
  unregisterKernel(kernelName, wasmBackendName);
  registerKernel({
    // Keeps the original's setup, which binds it to the wasm module.
    ...original,
    kernelFunc: (params) => adapt((call) => replacement(call) ?? original.kernelFunc(params))(params),
  });
}

/** A kernel of tfjs-backend-wasm, for use by others. */
export function existingKernel(kernelName: string): KernelConfig {
  const kernel = getKernel(kernelName, wasmBackendName) as KernelConfig | undefined;
  if (kernel === undefined) throw new Error(`tfjs-backend-wasm has no kernel ${kernelName}.`);
  return kernel;
}

const heaps = new WeakMap<object, WasmHeap>();

function adapt(kernel: WasmKernel): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    let heap = heaps.get(backend);
    if (heap === undefined) heaps.set(backend, (heap = new WasmHeap(backend as WasmBackend)));
    return kernel({ inputs: inputs as Record<string, TensorInfo>, attrs: attrs ?? {}, heap });
  };
}
