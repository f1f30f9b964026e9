import { engine, env, setBackend } from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { guardWasmMemory } from './guardMemory';
import {
  instantiateKernels,
  kernelBuilds,
  kernelFile,
  prepareV8,
  type KernelBuild,
  type KernelMemory,
  type Kernels,
} from './kernelModule';
import { registerFallbackKernels, registerWasmKernels } from './registerWasmKernels';
import type { WebAssemblyMemory } from './webAssembly';
import { useKernels, wasmBackendName } from './wasmKernel';

/** Forces a build of the kernels, or none: for tests and for finding out what is wrong somewhere. */
export const kernelBuildVariable = 'S2S_WASM_KERNELS';

/**
 * Loads the embedded WebAssembly backend; on one thread, so that the same inputs give the same bits. Our kernels work in
 * its memory, in the best build that runs here.
 * @param folder where the .wasm files are, tfjs-backend-wasm's and ours
 * @returns version and build, such as `tfjs-backend-wasm 4.22.0 (relaxed SIMD kernels)`
 * @throws Error when files are missing or WebAssembly does not work here
 */
export async function initializeWasmBackend(folder: string): Promise<string> {
  loaded ??= load(folder).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return `tfjs-backend-wasm ${version_wasm} (${await loaded})`;
}

let loaded: Promise<string> | undefined;

/** @returns in words, which kernels run */
async function load(folder: string): Promise<string> {
  const hasSimd = (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const builds = hasSimd ? wantedBuilds() : [];
  const backendFile = path.join(folder, hasSimd ? 'tfjs-backend-wasm-simd.wasm' : 'tfjs-backend-wasm.wasm');
  for (const file of [backendFile, ...builds.map((build) => kernelFile(folder, build))])
    if (!existsSync(file))
      throw new Error(
        `The WebAssembly engine is incomplete: ${file} is missing. Install the extension again.`,
      );
  prepareV8();
  setWasmPaths(folder + path.sep);
  setThreadsCount(1);
  if (!(await withoutNewListeners(() => setBackend(wasmBackendName))))
    throw new Error(`The WebAssembly engine does not start from ${backendFile}.`);
  guardWasmMemory();

  for (const build of builds) {
    const kernels = loadKernels(folder, build);
    if (kernels === undefined) continue;
    useKernels(kernels);
    registerWasmKernels();
    return build === 'simd' ? 'SIMD kernels' : 'relaxed SIMD kernels';
  }
  registerFallbackKernels();
  return hasSimd ? 'without kernels of its own' : 'without SIMD: slow';
}

/**
 * A build of the kernels in the memory of the initialised backend.
 * @returns undefined when it can't be used here
 */
export function loadKernels(folder: string, build: KernelBuild): Kernels | undefined {
  const result = instantiateKernels(folder, build, backendMemory());
  return 'kernels' in result ? result.kernels : undefined;
}

/** @throws Error when the environment asks for something else than there is */
function wantedBuilds(): readonly KernelBuild[] {
  const wanted = process.env[kernelBuildVariable] ?? '';
  if (wanted === '') return kernelBuilds;
  if (wanted === 'none') return [];
  const builds = kernelBuilds.filter((build) => build === wanted);
  if (builds.length === 0)
    throw new Error(
      `${kernelBuildVariable} is "${wanted}"; it can be ${kernelBuilds.join(', ')} or none, or be left unset.`,
    );
  return builds;
}

/** tfjs-backend-wasm's memory. That it is reached like this is an internal of version 4.22.0. */
function backendMemory(): KernelMemory {
  const { wasm } = engine().findBackend(wasmBackendName) as unknown as {
    readonly wasm: {
      readonly asm: { readonly memory: WebAssemblyMemory };
      _malloc(bytes: number): number;
    };
  };
  return { memory: wasm.asm.memory, allocate: (bytes) => wasm._malloc(bytes) >>> 0 };
}

/**
 * Takes away the handlers that Emscripten's loader puts on the process: they rethrow every unhandled error, over the
 * head of whoever runs this process.
 */
async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set<unknown>(process.rawListeners(event)));
  try {
    return await start();
  } finally {
    events.forEach((event, index) => {
      for (const listener of process.rawListeners(event))
        if (before[index]?.has(listener) !== true)
          process.removeListener(event, listener as (...args: unknown[]) => void);
    });
  }
}
