import { existsSync } from 'node:fs';
import path from 'node:path';
import type { EngineReport } from '../protocol/inference';
import type { Engine, EngineName } from '../core/step/engine';
import type { EngineOptions } from '../engine/engineOptions';
import { listEngines } from '../engine/listEngines';
import { selectEngine } from '../engine/selectEngine';
import type { NativeSearch } from '../engine/tensorflow/locateTfjsNode';
import { createCopiesEngine } from '../engine/wasm/createCopiesEngine';
import { nativeFolders, nativeRootIn, nativeRootVariable, userCacheFolder } from '../native/nativeFolders';
import { findNativeProblem } from './trustNative';

export interface EngineRequest {
  readonly engine: EngineName | 'auto';
  /** Folder of tfjs-node to use. */
  readonly nativePath?: string | undefined;
  /** Default: the engine's choice. */
  readonly threads?: number | undefined;
  /** What `auto` takes if it is there: the engine that a run has been computed by so far. */
  readonly preferred?: EngineName | undefined;
}

/** @throws Error when the engine asked for by name does not load, with what to do */
export async function openEngine({ engine, preferred, ...request }: EngineRequest): Promise<Engine> {
  const options = await engineOptions(request, engine !== 'wasm');
  if (engine === 'auto' && preferred !== undefined) {
    const found = (await listEngines(options)).find(({ name }) => name === preferred);
    if (found?.available === true) return selectEngine({ ...options, preference: preferred });
  }
  return selectEngine({ ...options, preference: engine });
}

/** An engine that trains so many models at once, see `createCopiesEngine`. @throws Error when it does not load */
export function openCopiesEngine(copies: number): Promise<Engine> {
  return createCopiesEngine(wasmFolder, copies);
}

/** The engines that load in this process, and why others do not. */
export async function reportEngines(
  request: Pick<EngineRequest, 'nativePath' | 'threads'>,
): Promise<EngineReport[]> {
  const engines = await listEngines(await engineOptions(request, true));
  return engines.map(({ name, available, version, reason }) => ({
    name,
    available,
    ...(version === '' ? {} : { version }),
    reason,
  }));
}

async function engineOptions(
  { nativePath, threads }: Pick<EngineRequest, 'nativePath' | 'threads'>,
  wantsNative: boolean,
): Promise<EngineOptions> {
  const storagePath = installedPath();
  const search: NativeSearch = {
    // The bundles stand in a folder of the package that may have tfjs-node installed.
    resolveFrom: path.dirname(__dirname),
    ...(storagePath === undefined ? {} : { storagePath }),
    ...(nativePath === undefined ? {} : { nativePath }),
  };
  const distrusted = wantsNative ? await findNativeProblem(search, commandLineScript) : undefined;
  return {
    ...search,
    wasmFolder,
    threads,
    ...(distrusted === undefined ? {} : { distrusted }),
  };
}

/** The bundles stand beside the .wasm files. */
const wasmFolder = __dirname;

/** The bundles stand beside each other. */
const commandLineScript = path.join(__dirname, 'cli.js');

/** Where the extension or the command line has installed native TensorFlow, if one of them has. */
function installedPath(): string | undefined {
  const roots = [process.env[nativeRootVariable] ?? '', nativeRootIn(userCacheFolder())];
  return roots
    .filter((root) => root !== '')
    .map((root) => nativeFolders(root).installed)
    .find((folder) => existsSync(folder));
}
