import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { EngineReport } from '../protocol/inference';
import type { Engine, EngineName } from '../core/step/engine';
import type { EngineOptions } from '../engine/engineOptions';
import { listEngines } from '../engine/listEngines';
import { selectEngine } from '../engine/selectEngine';

export interface EngineRequest {
  readonly engine: EngineName | 'auto';
  /** Folder of tfjs-node to use. */
  readonly nativePath?: string | undefined;
  /** Default: all cores. */
  readonly threads?: number | undefined;
  /** What `auto` takes if it is there: the engine that a run has been computed by so far. */
  readonly preferred?: EngineName | undefined;
}

/** @throws Error when the engine asked for by name does not load, with what to do */
export async function openEngine({ engine, preferred, ...request }: EngineRequest): Promise<Engine> {
  const options = engineOptions(request);
  if (engine === 'auto' && preferred !== undefined) {
    const found = (await listEngines(options)).find(({ name }) => name === preferred);
    if (found?.available === true) return selectEngine({ ...options, preference: preferred });
  }
  return selectEngine({ ...options, preference: engine });
}

/** The engines that load in this process, and why others do not. */
export async function reportEngines(
  request: Pick<EngineRequest, 'nativePath' | 'threads'>,
): Promise<EngineReport[]> {
  const engines = await listEngines(engineOptions(request));
  return engines.map(({ name, available, version, reason }) => ({
    name,
    available,
    ...(version === '' ? {} : { version }),
    reason,
  }));
}

function engineOptions({
  nativePath,
  threads = availableParallelism(),
}: Pick<EngineRequest, 'nativePath' | 'threads'>): EngineOptions {
  return {
    // The bundles stand beside the .wasm files, in a folder of the package that may have tfjs-node installed.
    wasmFolder: __dirname,
    resolveFrom: path.dirname(__dirname),
    threads,
    ...(nativePath === undefined ? {} : { nativePath }),
  };
}
