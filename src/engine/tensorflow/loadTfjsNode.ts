import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { searchTfjsNode } from './locateTfjsNode';
import type { FoundTfjsNode, NativeSearch, NoTfjsNode } from './locateTfjsNode';
import { requireWith } from './sharedModules';
import type { TfjsBinding } from './tfjsBinding';

/**
 * Loads native TensorFlow: the package `@tensorflow/tfjs-node`, of which we take three things, the addon,
 * the backend class and the kernels. Its main module is never run: that would bring a second tfjs-core and with it
 * tfjs-layers, -data, -converter and the WebGL backend. Instead, what it loads from `@tensorflow/tfjs` is the
 * tfjs-core of this bundle (docs/adr/0005-one-copy-of-tfjs-core.md).
 */

/** Sizes of TensorFlow's two thread pools. They count for the first load of a process and can't be changed afterwards. */
export interface NativeThreads {
  /** Threads that share one operation. */
  readonly intraOp: number;
  /** Operations of a graph that run at the same time. */
  readonly interOp: number;
}

export interface TfjsNode {
  readonly available: true;
  readonly binding: TfjsBinding;
  /** Makes a backend for the tfjs-core of this bundle. */
  readonly createBackend: () => tf.KernelBackend;
  /** Version of tfjs-node. */
  readonly version: string;
  readonly tensorFlowVersion: string;
  /** Folder of the package. */
  readonly path: string;
}

/**
 * Loads native TensorFlow into this process. Call it on the main thread: a worker's `process.env`, which carries the
 * thread counts, does not reach native code.
 */
export function loadTfjsNode(search: NativeSearch, threads: NativeThreads): TfjsNode | NoTfjsNode {
  return searchTfjsNode(search, (found) => loadPackage(found, threads));
}

function loadPackage({ packageFile, addon, name, version }: FoundTfjsNode, threads: NativeThreads): TfjsNode {
  prepareProcess(threads);
  const binding = createRequire(packageFile)(addon) as TfjsBinding;
  const { NodeJSKernelBackend } = requireWith(
    packageFile,
    { '@tensorflow/tfjs': tensorCoreForES5, '@tensorflow/tfjs-core': tensorCoreForES5 },
    (require) => {
      require('./dist/register_all_kernels.js');
      return require('./dist/nodejs_kernel_backend.js') as BackendModule;
    },
  );
  return {
    available: true,
    binding,
    createBackend: () => new NodeJSKernelBackend(binding, name),
    version,
    tensorFlowVersion: binding.TF_Version,
    path: path.dirname(packageFile),
  };
}

interface BackendModule {
  readonly NodeJSKernelBackend: new (binding: TfjsBinding, packageName: string) => tf.KernelBackend;
}

/**
 * Our tfjs-core as tfjs-node's ES5 code needs it: it calls its base class `KernelBackend` like a function, which an
 * ES2015 class forbids. The function that stands for the class makes a real instance of it, of the derived class.
 */
function KernelBackendFunction(this: object): unknown {
  return Reflect.construct(tf.KernelBackend, [], this.constructor);
}
KernelBackendFunction.prototype = tf.KernelBackend.prototype;
const tensorCoreForES5: object = { ...tf, KernelBackend: KernelBackendFunction };

function prepareProcess({ intraOp, interOp }: NativeThreads): void {
  process.env['TF_NUM_INTRAOP_THREADS'] = String(intraOp);
  process.env['TF_NUM_INTEROP_THREADS'] = String(interOp);
  process.env['OMP_NUM_THREADS'] = String(intraOp);
  // Remarks about instruction sets that people can do nothing about; what fails is thrown.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  // TensorFlow by itself takes oneDNN's matrix products on some processors only; they are faster on the others too.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  // tfjs-node calls two functions that Node 22 warns about and Node 23 has no more.
  Object.assign(util, {
    isArray: (value: unknown) => Array.isArray(value),
    isNullOrUndefined: (value: unknown) => value === undefined || value === null,
  });
}
