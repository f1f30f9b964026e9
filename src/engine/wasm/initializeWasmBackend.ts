import { engine, env, setBackend } from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { registerWasmKernels } from './registerWasmKernels';
import { wasmBackendName } from './wasmKernel';

/**
 * Loads the embedded WebAssembly backend; on one thread, so that the same inputs give the same bits.
 * @param folder where tfjs-backend-wasm's .wasm files are
 * @returns version and build, such as `tfjs-backend-wasm 4.22.0 (SIMD)`
 * @throws Error when the files are missing or WebAssembly does not work here
 */
export async function initializeWasmBackend(folder: string): Promise<string> {
  const hasSimd = (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  if (!(wasmBackendName in engine().registry)) {
    const file = path.join(folder, hasSimd ? 'tfjs-backend-wasm-simd.wasm' : 'tfjs-backend-wasm.wasm');
    if (!existsSync(file))
      throw new Error(
        `The WebAssembly engine is incomplete: ${file} is missing. Install the extension again.`,
      );
    setWasmPaths(folder + path.sep);
    setThreadsCount(1);
    registerWasmKernels();
    if (!(await withoutNewListeners(() => setBackend(wasmBackendName))))
      throw new Error(`The WebAssembly engine does not start from ${file}.`);
  }
  return `tfjs-backend-wasm ${version_wasm}${hasSimd ? ' (SIMD)' : ''}`;
}

/**
 * Takes away the handlers that Emscripten's loader puts on the process: they rethrow every unhandled error, over the
 * head of whoever runs this process.
 */
async function withoutNewListeners<T>(load: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set<unknown>(process.rawListeners(event)));
  try {
    return await load();
  } finally {
    events.forEach((event, index) => {
      for (const listener of process.rawListeners(event))
        if (before[index]?.has(listener) !== true)
          process.removeListener(event, listener as (...args: unknown[]) => void);
    });
  }
}
