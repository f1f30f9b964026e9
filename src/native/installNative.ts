import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDiskFull } from '../runs/runFolderError';
import { folderBytes, installedFile, readInstalled } from './installedNative';
import type { InstalledNative } from './installedNative';
import { withInstallLock } from './installLock';
import { InstallProgress } from './installProgress';
import type { NativeProgress } from './installProgress';
import { nativeFolders, temporaryPrefix } from './nativeFolders';
import { nativeRecipe } from './nativeRecipe';
import { NativeUnavailableError } from './nativeUnavailable';
import type { InstallOptions, InstallPlan } from './planInstallation';
import { installPrebuilt } from './prebuiltSource';
import { moveAway, removeAbandoned } from './removeNative';
import { installTfjsNodeModules } from './tfjsNodeModules';
import { installWheel } from './wheelSource';

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
      const recipe = options.recipe ?? nativeRecipe;
      const context = { ...options, recipe, folders, progress: new InstallProgress(onProgress) };
      const growing = path.join(scratch, 'tensorflow');
      context.progress.report('fetching', 0);
      const tfjsNode = await installTfjsNodeModules(growing, context);
      if (plan.source.type === 'prebuilt') await installPrebuilt(tfjsNode, plan.source, context);
      else await installWheel(tfjsNode, scratch, plan.source, context);
      await rm(path.join(tfjsNode, 'binding'), { recursive: true, force: true });
      context.progress.report('probing', 0);
      const tensorFlow = await requireProof(growing, options, folders.downloads);
      const installed = await describe(growing, plan.source.type, recipe.tfjsNode.version, tensorFlow);
      signal.throwIfAborted();
      await putInPlace(growing, folders.installed, scratch);
      await rm(folders.downloads, { recursive: true, force: true });
      context.progress.report('probing', 1);
      return installed;
    } catch (error) {
      signal.throwIfAborted();
      if (!isDiskFull(error)) throw error;
      throw new Error(
        `The disk became full while native TensorFlow was being installed in ${root}. Nothing was installed; free some space and install again.`,
        { cause: error },
      );
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
  source: InstalledNative['source'],
  tfjsNode: string,
  tensorFlow: string,
): Promise<InstalledNative> {
  const bytes = await folderBytes(folder);
  const installed = { tfjsNode, tensorFlow, source, bytes, installedAt: new Date().toISOString() };
  await writeFile(path.join(folder, installedFile), `${JSON.stringify(installed, null, 2)}\n`);
  return installed;
}

async function putInPlace(growing: string, target: string, scratch: string): Promise<void> {
  // There may be one already: of an earlier version, or damaged.
  await moveAway(target, path.join(scratch, 'replaced'));
  await rename(growing, target);
}
