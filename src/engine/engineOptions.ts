import type { EngineName } from '../core/step/engine';
import type { NativeSearch } from './tensorflow/locateTfjsNode';

/** Where engines are looked for, and how they run. */
export interface EngineOptions extends NativeSearch {
  /** Folder of tfjs-backend-wasm's .wasm files. */
  readonly wasmFolder: string;
  /**
   * Threads that compute. Default: the engine's choice. Those of native TensorFlow count for the first engine of a process.
   */
  readonly threads?: number | undefined;
  /** The script of the WebAssembly engine's threads. Default: `engineWorker.js` in `wasmFolder`. */
  readonly workerFile?: string | undefined;
}

/** `auto` takes native TensorFlow where it is installed, else WebAssembly. */
export type EnginePreference = 'auto' | EngineName;
