import { getKernel } from '@tensorflow/tfjs-core';
import type { TraceTarget } from '../trace/traceTarget';
import { wasmBackendName } from './wasmKernel';

/** Programs for the WebAssembly backend: every kernel that is registered there is one call. */
export const wasmTarget: TraceTarget = {
  backendName: 'trace-wasm',
  engineName: 'wasm',
  executes: (kernel) => (getKernel(kernel, wasmBackendName) as unknown) !== undefined,
};
