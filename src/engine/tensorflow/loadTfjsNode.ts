import * as tf from '@tensorflow/tfjs-core';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { findDamage } from './sharedLibrary';
import { requireWith } from './sharedModules';
import type { TfjsBinding } from './tfjsBinding';

/**
 * Finds and loads native TensorFlow: the package `@tensorflow/tfjs-node`, of which we take three things, the addon,
 * the backend class and the kernels. Its main module is never run: that would bring a second tfjs-core and with it
 * tfjs-layers, -data, -converter and the WebGL backend. Instead, what it loads from `@tensorflow/tfjs` is the
 * tfjs-core of this bundle (docs/adr/0005-one-copy-of-tfjs-core.md).
 */

/** Where to look, in this order. */
export interface NativeSearch {
  /**
   * The setting `s2s.engine.nativePath`; when empty, the environment variable `S2S_NATIVE_PATH` counts. It names
   * tfjs-node's folder or one whose `node_modules` has it. Naming one is a decision: nothing else is tried.
   */
  readonly nativePath?: string;
  /** The extension's global storage, where its install command puts tfjs-node. */
  readonly storagePath?: string;
  /** A folder from which `@tensorflow/tfjs-node` may resolve as an ordinary dependency. */
  readonly resolveFrom?: string;
}

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

export interface NoTfjsNode {
  readonly available: false;
  /** One sentence for people. */
  readonly reason: string;
  /** Every place that was looked at and what was wrong there. */
  readonly tried: readonly { readonly path: string; readonly problem: string }[];
}

type Attempt = { readonly found: TfjsNode } | { readonly path: string; readonly problem: string };

const packageName = '@tensorflow/tfjs-node';
/** tfjs-node is built for Node-API versions 3 to 8; a newer one works on every later Node. */
const napiVersions = [8, 7, 6, 5, 4, 3];

/**
 * Loads native TensorFlow into this process. Call it on the main thread: a worker's `process.env`, which carries the
 * thread counts, does not reach native code.
 */
export function loadTfjsNode(search: NativeSearch, threads: NativeThreads): TfjsNode | NoTfjsNode {
  const environmentPath = process.env['S2S_NATIVE_PATH'] ?? '';
  const named =
    search.nativePath !== undefined && search.nativePath !== '' ? search.nativePath : environmentPath;
  if (named !== '') {
    const source = named === search.nativePath ? 's2s.engine.nativePath' : 'S2S_NATIVE_PATH';
    const attempt = attemptFolder(named, threads);
    if ('found' in attempt) return attempt.found;
    const reason = `${source} names ${named}, but ${attempt.problem}.`;
    return { available: false, reason, tried: [attempt] };
  }

  const tried: { path: string; problem: string }[] = [];
  for (const attempt of attempts(search, threads)) {
    if ('found' in attempt) return attempt.found;
    tried.push(attempt);
  }
  // A broken installation says more than a place where there is none.
  const broken = tried.find(({ problem }) => !problem.startsWith('there is no '));
  const reason =
    broken === undefined
      ? 'Native TensorFlow is not installed: no @tensorflow/tfjs-node was found.'
      : `Native TensorFlow can't be used: ${broken.problem}.`;
  return { available: false, reason, tried };
}

function* attempts(search: NativeSearch, threads: NativeThreads): Generator<Attempt> {
  if (search.storagePath !== undefined) yield attemptFolder(search.storagePath, threads);
  if (search.resolveFrom !== undefined) yield attemptResolved(search.resolveFrom, threads);
}

/** Tries a folder that is tfjs-node or has it in its `node_modules`. */
function attemptFolder(folder: string, threads: NativeThreads): Attempt {
  const root = path.resolve(folder);
  const candidates = [root, path.join(root, 'node_modules', packageName)];
  const packageFile = candidates
    .map((candidate) => path.join(candidate, 'package.json'))
    .find((file) => readPackage(file)?.name.startsWith(packageName) === true);
  if (packageFile === undefined) return { path: root, problem: `there is no ${packageName} in ${root}` };
  return attemptPackage(packageFile, threads);
}

function attemptResolved(folder: string, threads: NativeThreads): Attempt {
  try {
    const resolve = createRequire(path.join(path.resolve(folder), 'package.json')).resolve;
    return attemptPackage(resolve(`${packageName}/package.json`), threads);
  } catch {
    return { path: folder, problem: `there is no ${packageName} that resolves from ${folder}` };
  }
}

function attemptPackage(packageFile: string, threads: NativeThreads): Attempt {
  const root = path.dirname(packageFile);
  try {
    const found = loadPackage(packageFile, threads);
    return typeof found === 'string' ? { path: root, problem: found } : { found };
  } catch (error) {
    return { path: root, problem: `${packageName} in ${root} does not load: ${firstLine(error)}` };
  }
}

/** @returns what was loaded, or what is wrong with the package */
function loadPackage(packageFile: string, threads: NativeThreads): TfjsNode | string {
  const root = path.dirname(packageFile);
  const { name, version } = readPackage(packageFile) ?? { name: packageName, version: 'unknown' };
  const label = `${name} ${version} in ${root}`;
  const [major, minor] = tf.version_core.split('.');
  if (!version.startsWith(`${major}.${minor}.`))
    return `${label} does not fit: version ${major}.${minor} is needed`;
  const addon = napiVersions
    .map((napi) => path.join(root, 'lib', `napi-v${napi}`, 'tfjs_binding.node'))
    .find((file) => existsSync(file));
  if (addon === undefined) return `${label} is installed without its native addon`;
  const damage = [addon, ...librariesOf(root)].map(findDamage).find((problem) => problem !== undefined);
  if (damage !== undefined) return damage;

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
    path: root,
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

/** TensorFlow's shared libraries beside the addon. */
function librariesOf(root: string): string[] {
  const folder = path.join(root, 'deps', 'lib');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('libtensorflow'))
    .map((name) => path.join(folder, name));
}

function prepareProcess({ intraOp, interOp }: NativeThreads): void {
  process.env['TF_NUM_INTRAOP_THREADS'] = String(intraOp);
  process.env['TF_NUM_INTEROP_THREADS'] = String(interOp);
  process.env['OMP_NUM_THREADS'] = String(intraOp);
  // Warnings about instruction sets that people can do nothing about.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // tfjs-node calls two functions that Node 22 warns about and Node 23 has no more.
  Object.assign(util, {
    isArray: (value: unknown) => Array.isArray(value),
    isNullOrUndefined: (value: unknown) => value === undefined || value === null,
  });
}

function readPackage(file: string): { name: string; version: string } | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return typeof name === 'string' && typeof version === 'string' ? { name, version } : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
