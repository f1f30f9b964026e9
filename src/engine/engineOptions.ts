import type { EngineName } from '../core/step/engine';
import type { NativeSearch } from './tensorflow/locateTfjsNode';

/** Where engines are looked for, and how they run. */
export interface EngineOptions extends NativeSearch {
  /** Folder of tfjs-backend-wasm's .wasm files. */
  readonly wasmFolder: string;
  /** Threads of native TensorFlow; they count for the first engine of a process. The WebAssembly engine has one. */
  readonly threads: number;
}

/** `auto` takes native TensorFlow where it is installed, else WebAssembly. */
export type EnginePreference = 'auto' | EngineName;
