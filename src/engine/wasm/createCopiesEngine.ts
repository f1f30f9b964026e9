import type { Engine } from '../../core/step/engine';
import { initializeWasmBackend } from './initializeWasmBackend';
import { ReplayEngine } from './replayEngine';

/**
 * An engine that trains many models of one kind at once, on one thread: every variable has a leading axis of so many
 * copies. Feeds are shared by all; what a step fetches has the axis too.
 * @throws Error when it does not load
 */
export async function createCopiesEngine(wasmFolder: string, copies: number): Promise<Engine> {
  const version = await initializeWasmBackend(wasmFolder);
  const reason = `${copies} models at once, which only the WebAssembly engine can do.`;
  return new ReplayEngine({ name: 'wasm', version, threads: 1, reason }, { copies });
}
