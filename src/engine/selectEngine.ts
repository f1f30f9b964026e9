import { engine } from '@tensorflow/tfjs-core';
import type { Engine } from '../core/step/engine';
import { EagerEngine } from './eagerEngine';
import type { EngineOptions, EnginePreference } from './engineOptions';
import { installAdvice } from './installAdvice';
import { registerReferenceKernels } from './registerReferenceKernels';
import { findNativeTensorFlow, type NativeTensorFlow } from './tensorflow/findNativeTensorFlow';
import { GraphEngine } from './tensorflow/graphEngine';
import { planThreads } from './tensorflow/planThreads';
import { createWasmEngine } from './wasm/createWasmEngine';

/** The backend of the `eager` engine: tfjs's plain JavaScript one. */
const eagerBackendName = 'cpu';

/**
 * Creates the engine that is asked for; `info.reason` says in a sentence why it is this one.
 * @throws Error when the engine that is asked for by name does not load, with what to do
 */
export async function selectEngine(
  options: EngineOptions & { readonly preference: EnginePreference },
): Promise<Engine> {
  switch (options.preference) {
    case 'auto': {
      const native = findNativeTensorFlow(options, options.threads);
      if (native.available)
        return createNativeEngine(native, `Native ${native.backend.version} found in ${native.path}.`);
      const advice = native.missing ? ` ${installAdvice} makes training faster.` : '';
      return createWasmEngine(options, `${native.reason} Using the embedded WebAssembly engine.${advice}`);
    }
    case 'tensorflow': {
      const native = findNativeTensorFlow(options, options.threads);
      if (!native.available)
        throw new Error(
          `${native.reason} ${installAdvice} installs it; or name its folder in s2s.engine.nativePath, or use the engine "wasm".`,
        );
      return createNativeEngine(
        native,
        `The engine "tensorflow" was asked for; it was found in ${native.path}.`,
      );
    }
    case 'wasm':
      return createWasmEngine(options, 'The engine "wasm" was asked for.');
    case 'eager':
      return createEagerEngine();
  }
}

function createNativeEngine({ backend, threads }: NativeTensorFlow, reason: string): Engine {
  return new GraphEngine({ name: 'tensorflow', version: backend.version, threads, reason }, backend, {
    shards: planThreads(threads).shards,
  });
}

/** For tests and debugging only: whoever wants it imports @tensorflow/tfjs-backend-cpu, which is not shipped. */
function createEagerEngine(): Engine {
  if (!engine().backendNames().includes(eagerBackendName))
    throw new Error('The engine "eager" is for development: it needs @tensorflow/tfjs-backend-cpu.');
  // Initialises it.
  engine().findBackend(eagerBackendName);
  registerReferenceKernels(eagerBackendName);
  return new EagerEngine(
    { name: 'eager', version: 'tfjs-backend-cpu', threads: 1, reason: 'The engine "eager" was asked for.' },
    eagerBackendName,
  );
}
