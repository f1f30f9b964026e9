import path from 'node:path';

/** Where the .wasm files are that the WebAssembly engine loads; `buildKernels.ts` sees to it. */
export const wasmFolder = path.resolve('out/wasm');
