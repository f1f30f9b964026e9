import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, errorText } from '../runs/runFolderError';
import { folderBytes } from './installedNative';
import { withInstallLock } from './installLock';
import { nativeFolders, temporaryPrefix } from './nativeFolders';

/** What an installation that was killed has left; nobody else works here now. */
export async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root))
    if (name.startsWith(temporaryPrefix)) await rm(path.join(root, name), { recursive: true, force: true });
}

/**
 * Takes an installation from its place, if there is one.
 * @throws Error in words where files that are in use can't be moved (Windows)
 */
export async function moveAway(installed: string, target: string, move = rename): Promise<void> {
  try {
    await move(installed, target);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw new Error(
      `Native TensorFlow in ${installed} can't be removed or replaced now (${errorText(error)}): it is probably in use. Stop the trainings that run on it, reload the window if text was decoded with it, and try again. Nothing was changed.`,
      { cause: error },
    );
  }
}

/**
 * Removes the installation, and what unfinished ones have left. Processes that have loaded it go on where the system lets
 * files that are open be removed; where it does not (Windows), nothing is removed.
 * @returns the bytes that are free now; 0 when there was nothing
 * @throws Error in words when it is in use, or is being installed
 */
export async function removeNative(root: string, move = rename): Promise<number> {
  const bytes = await folderBytes(root);
  if (bytes === 0) return 0;
  const { installed, downloads } = nativeFolders(root);
  await withInstallLock(root, async () => {
    await removeAbandoned(root);
    // A rename first: what is half removed is never found.
    const hidden = path.join(root, `${temporaryPrefix}removed`);
    await moveAway(installed, hidden, move);
    for (const folder of [hidden, downloads])
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return bytes;
}
