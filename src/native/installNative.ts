import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InstallProgress } from './installProgress';
import type { NativeProgress } from './installProgress';
import { folderBytes, installedFile, readInstalled } from './installedNative';
import type { InstalledNative } from './installedNative';
import { withInstallLock } from './installLock';
import { freeBytes, requireAvx, requireSpace, thisMachine } from './machine';
import type { Machine } from './machine';
import { nativeFolders, temporaryPrefix } from './nativeFolders';
import { prebuiltTensorFlow, tensorFlowWheel, tfjsNodePackage } from './nativeRecipe';
import { NativeUnavailableError } from './nativeUnavailable';
import type { Network } from './network';
import { findPrebuilt, installPrebuilt } from './prebuiltSource';
import type { PrebuiltSource } from './prebuiltSource';
import type { ProbeResult } from './probeNative';
import { removeAbandoned } from './removeNative';
import { installTfjsNodeModules } from './tfjsNodeModules';
import { findWheel, installWheel } from './wheelSource';
import type { WheelSource } from './wheelSource';

export interface InstallOptions {
  /** Folder of the installation: below the extension's global storage, or the user's cache. */
  readonly root: string;
  readonly network: Network;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
  /** Loads what a folder holds in a process of its own. */
  readonly probe: (folder: string, signal: AbortSignal) => Promise<ProbeResult>;
  readonly machine?: Machine;
}

/** What an installation is going to do, to be told before it begins. */
export interface InstallPlan {
  readonly source: PrebuiltSource | WheelSource;
  readonly tensorFlow: string;
  readonly downloadBytes: number;
  /** While it works. */
  readonly neededBytes: number;
  /** Afterwards. */
  readonly remainingBytes: number;
  readonly freeBytes: number;
  /** Why it is done this way, a sentence. */
  readonly why: string;
}

/**
 * Finds out how native TensorFlow can be installed here: what tfjs-node's authors have built, where its download host
 * answers; else its addon built against the library of PyPI's wheel.
 * @throws NativeUnavailableError when it can't; Error when the network or the disk is in the way
 */
export async function planInstallation(options: InstallOptions): Promise<InstallPlan> {
  const machine = options.machine ?? thisMachine();
  requireAvx(machine);
  const free = await freeBytes(options.root);
  const prebuilt = await findPrebuilt(machine, options);
  const plan: InstallPlan =
    typeof prebuilt === 'string'
      ? await planWheel(machine, options, free, prebuilt)
      : planPrebuilt(prebuilt, free);
  const already = await folderBytes(nativeFolders(options.root).downloads);
  requireSpace(options.root, plan.neededBytes - already, free);
  return plan;
}

function planPrebuilt(source: PrebuiltSource, free: number): InstallPlan {
  const { tensorFlow, neededBytes, remainingBytes } = prebuiltTensorFlow;
  const downloadBytes = source.library.bytes + source.addon.bytes;
  const why = 'The download host of tfjs-node can be reached.';
  return { source, tensorFlow, downloadBytes, neededBytes, remainingBytes, freeBytes: free, why };
}

async function planWheel(
  machine: Machine,
  options: InstallOptions,
  free: number,
  noPrebuilt: string,
): Promise<InstallPlan> {
  const { tensorFlow, bytes, neededBytes, remainingBytes } = tensorFlowWheel;
  const problem = `${noPrebuilt[0]?.toUpperCase() ?? ''}${noPrebuilt.slice(1)}`;
  if (machine.platform !== 'linux' || machine.arch !== 'x64')
    throw new NativeUnavailableError(
      `${problem}, and the other way, from PyPI’s TensorFlow, works on Linux with an x64 processor only.`,
    );
  const source = await findWheel(machine, options);
  const why = `${problem}; so its addon is built here against the library of PyPI’s TensorFlow.`;
  return {
    source,
    tensorFlow,
    downloadBytes: bytes,
    neededBytes,
    remainingBytes,
    freeBytes: free,
    why,
  };
}

/**
 * Installs native TensorFlow as planned. It grows in a folder of its own and is put in place when it has computed
 * something: cancelled or failed, it leaves nothing but what a download has brought so far, which the next one goes on with.
 * @throws Error in words; the signal's reason when it was cancelled
 */
export async function installNative(
  plan: InstallPlan,
  options: InstallOptions,
  onProgress: (progress: NativeProgress) => void,
): Promise<InstalledNative> {
  const { root, signal } = options;
  const folders = nativeFolders(root);
  return withInstallLock(root, async () => {
    await removeAbandoned(root);
    const scratch = await mkdtemp(path.join(root, temporaryPrefix));
    try {
      const context = { ...options, folders, progress: new InstallProgress(onProgress) };
      const growing = path.join(scratch, 'tensorflow');
      context.progress.report('fetching', 0);
      const tfjsNode = await installTfjsNodeModules(growing, context);
      if (plan.source.type === 'prebuilt') await installPrebuilt(tfjsNode, plan.source, context);
      else await installWheel(tfjsNode, scratch, plan.source, context);
      await rm(path.join(tfjsNode, 'binding'), { recursive: true, force: true });
      context.progress.report('probing', 0);
      const tensorFlow = await requireProof(growing, options, folders.downloads);
      const installed = await describe(growing, plan, tensorFlow);
      signal.throwIfAborted();
      await putInPlace(growing, folders.installed, scratch);
      await rm(folders.downloads, { recursive: true, force: true });
      context.progress.report('probing', 1);
      return installed;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

/** What is installed already, if it works. */
export async function findWorking({
  root,
  probe,
  signal,
}: InstallOptions): Promise<InstalledNative | undefined> {
  const installed = await readInstalled(root);
  if (installed === undefined) return undefined;
  const { works } = await probe(nativeFolders(root).installed, signal);
  return works ? installed : undefined;
}

/** @returns the version of TensorFlow that has computed */
async function requireProof(
  folder: string,
  { probe, signal }: InstallOptions,
  downloads: string,
): Promise<string> {
  const result = await probe(folder, signal);
  if (result.works) return result.tensorFlow;
  signal.throwIfAborted();
  await rm(downloads, { recursive: true, force: true });
  throw new NativeUnavailableError(
    `TensorFlow was installed but does not work here, and has been removed again: ${result.reason}`,
  );
}

async function describe(
  folder: string,
  { source }: InstallPlan,
  tensorFlow: string,
): Promise<InstalledNative> {
  const installed: InstalledNative = {
    tfjsNode: tfjsNodePackage.version,
    tensorFlow,
    source: source.type,
    bytes: await folderBytes(folder),
    installedAt: new Date().toISOString(),
  };
  await writeFile(path.join(folder, installedFile), `${JSON.stringify(installed, null, 2)}\n`);
  return installed;
}

async function putInPlace(growing: string, target: string, scratch: string): Promise<void> {
  const replaced = path.join(scratch, 'replaced');
  // There is one already: of an earlier version, or damaged.
  await rename(target, replaced).catch(() => undefined);
  await rename(growing, target);
}
