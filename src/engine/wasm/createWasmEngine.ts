import { env } from '@tensorflow/tfjs-core';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Engine } from '../../core/step/engine';
import type { EngineOptions } from '../engineOptions';
import { initializeWasmBackend } from './initializeWasmBackend';
import { ReplayEngine } from './replayEngine';

/**
 * The embedded engine: tfjs-backend-wasm with our kernels. With several threads, which start when a step is large enough
 * for them.
 * @param reason one sentence for people: why this engine
 * @throws Error when it does not load
 */
export async function createWasmEngine(
  {
    wasmFolder,
    threads = defaultThreads(),
    workerFile,
  }: Pick<EngineOptions, 'wasmFolder' | 'threads' | 'workerFile'>,
  reason: string,
): Promise<Engine> {
  const version = await initializeWasmBackend(wasmFolder);
  const info = { name: 'wasm', version, threads, reason: `${reason}${await slowness()}` } as const;
  if (threads === 1) return new ReplayEngine(info);
  // Beside the .wasm files, as the bundles are.
  const file = workerFile ?? path.join(wasmFolder, 'engineWorker.js');
  return new ReplayEngine(info, { parallel: { threads, wasmFolder, version, workerFile: file } });
}

/** What to say where our kernels can't run. */
async function slowness(): Promise<string> {
  return (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true
    ? ''
    : ' This processor has no vector instructions (SIMD) for it, so training is slow.';
}

/**
 * Half of what the machine can do at once, which leaves hyperthreads out and room for an editor; two where there are only
 * two; and no more than four, since the shards of a batch become small.
 */
function defaultThreads(): number {
  const cores = availableParallelism();
  return Math.min(cores, 4, Math.max(2, Math.floor(cores / 2)));
}
