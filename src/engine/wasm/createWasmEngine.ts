import type { Engine } from '../../core/step/engine';
import { initializeWasmBackend } from './initializeWasmBackend';
import { ReplayEngine } from './replayEngine';

/**
 * The embedded engine: tfjs-backend-wasm with our kernels, on one thread.
 * @throws Error when it does not load
 */
export async function createWasmEngine(wasmFolder: string, reason: string): Promise<Engine> {
  const version = await initializeWasmBackend(wasmFolder);
  return new ReplayEngine({ name: 'wasm', version, threads: 1, reason });
}
