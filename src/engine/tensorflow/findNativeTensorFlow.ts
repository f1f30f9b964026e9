import { availableParallelism } from 'node:os';
import { registerReferenceKernels } from '../registerReferenceKernels';
import { loadTfjsNode } from './loadTfjsNode';
import type { NativeSearch, NoTfjsNode } from './locateTfjsNode';
import { nativeBackendName, registerNativeBackend, type NativeBackend } from './nativeBackend';
import { planThreads } from './planThreads';

export interface NativeTensorFlow {
  readonly available: true;
  readonly backend: NativeBackend;
  readonly threads: number;
  /** Folder of tfjs-node. */
  readonly path: string;
}

let loaded: NativeTensorFlow | undefined;

/**
 * Native TensorFlow as this process' backend `tensorflow`: loaded at the first call, the same from then on (its thread
 * pools are fixed once).
 * @param threads default: all cores
 */
export function findNativeTensorFlow(
  search: NativeSearch,
  threads = availableParallelism(),
): NativeTensorFlow | NoTfjsNode {
  if (loaded !== undefined) return loaded;
  const tfjsNode = loadTfjsNode(search, planThreads(threads));
  if (!tfjsNode.available) return tfjsNode;
  registerReferenceKernels(nativeBackendName);
  loaded = { available: true, backend: registerNativeBackend(tfjsNode), threads, path: tfjsNode.path };
  return loaded;
}
