import { errorText } from '../runs/runFolderError';
import { folderBytes } from './installedNative';
import { freeBytes, requireAvx, requireSpace, thisMachine } from './machine';
import type { Machine } from './machine';
import { nativeFolders } from './nativeFolders';
import { nativeRecipe } from './nativeRecipe';
import type { NativeRecipe } from './nativeRecipe';
import { NativeUnavailableError } from './nativeUnavailable';
import type { Network } from './network';
import { findPrebuilt } from './prebuiltSource';
import type { PrebuiltSource } from './prebuiltSource';
import type { ProbeResult } from './probeNative';
import { findWheel } from './wheelSource';
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
  readonly recipe?: NativeRecipe;
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
  const { machine = thisMachine(), recipe = nativeRecipe } = options;
  requireAvx(machine);
  const free = await freeBytes(options.root);
  const context = { ...options, recipe };
  const prebuilt = await findPrebuilt(machine, context);
  const plan: InstallPlan =
    typeof prebuilt === 'string'
      ? { ...(await planWheel(machine, context, prebuilt)), freeBytes: free }
      : { ...planPrebuilt(prebuilt, recipe), freeBytes: free };
  const already = await folderBytes(nativeFolders(options.root).downloads);
  requireSpace(options.root, plan.neededBytes - already, free);
  return plan;
}

type PlanOfSource = Omit<InstallPlan, 'freeBytes'>;

function planPrebuilt(source: PrebuiltSource, { prebuilt }: NativeRecipe): PlanOfSource {
  const { tensorFlow, neededBytes, remainingBytes } = prebuilt;
  const downloadBytes = source.library.bytes + source.addon.bytes;
  const why = 'The download host of tfjs-node can be reached.';
  return { source, tensorFlow, downloadBytes, neededBytes, remainingBytes, why };
}

async function planWheel(
  machine: Machine,
  context: Parameters<typeof findWheel>[1],
  noPrebuilt: string,
): Promise<PlanOfSource> {
  const { tensorFlow, bytes, neededBytes, remainingBytes } = context.recipe.wheel;
  const problem = `${noPrebuilt[0]?.toUpperCase() ?? ''}${noPrebuilt.slice(1)}`;
  if (machine.platform !== 'linux' || machine.arch !== 'x64')
    throw new NativeUnavailableError(
      `${problem}, and the other way, from PyPI’s TensorFlow, works on Linux with an x64 processor only.`,
    );
  const source = await findWheel(machine, context).catch((error: unknown) => {
    context.signal.throwIfAborted();
    if (error instanceof NativeUnavailableError) throw error;
    const reason = errorText(error);
    throw new Error(
      `Native TensorFlow can't be downloaded. ${problem}. PyPI’s can't either: ${reason} Behind a proxy or with a mirror, https_proxy and PIP_INDEX_URL name them; or copy an installation from another machine and name its folder in s2s.engine.nativePath. The embedded WebAssembly engine works without it.`,
      { cause: error },
    );
  });
  const why = `${problem}; so its addon is built here against the library of PyPI’s TensorFlow.`;
  return { source, tensorFlow, downloadBytes: bytes, neededBytes, remainingBytes, why };
}
