import type { EngineName } from '../core/step/engine';
import type { EngineOptions } from './engineOptions';
import { installAdvice } from './installAdvice';
import { findNativeTensorFlow } from './tensorflow/findNativeTensorFlow';
import { initializeWasmBackend } from './wasm/initializeWasmBackend';

export interface EngineAvailability {
  readonly name: EngineName;
  readonly available: boolean;
  /** Such as `TensorFlow 2.21.0`; empty when the engine is not there. */
  readonly version: string;
  /** Where it was found, or why it can't be used. */
  readonly reason: string;
}

/** Tries the engines that ship, in the order in which `auto` prefers them. Loads what is there into this process. */
export async function listEngines(options: EngineOptions): Promise<EngineAvailability[]> {
  return [tensorFlow(options), await webAssembly(options)];
}

function tensorFlow(options: EngineOptions): EngineAvailability {
  const native = findNativeTensorFlow(options, options.threads);
  return native.available
    ? {
        name: 'tensorflow',
        available: true,
        version: native.backend.version,
        reason: `Found in ${native.path}.`,
      }
    : {
        name: 'tensorflow',
        available: false,
        version: '',
        reason: native.missing ? `${native.reason} ${installAdvice} installs it.` : native.reason,
      };
}

async function webAssembly({ wasmFolder }: EngineOptions): Promise<EngineAvailability> {
  try {
    const version = await initializeWasmBackend(wasmFolder);
    return { name: 'wasm', available: true, version, reason: 'Embedded.' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name: 'wasm', available: false, version: '', reason };
  }
}
