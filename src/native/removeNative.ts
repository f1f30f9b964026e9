import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { folderBytes } from './installedNative';
import { withInstallLock } from './installLock';
import { nativeFolders, temporaryPrefix } from './nativeFolders';

/** What an installation that was killed has left; nobody else works here now. */
export async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root))
    if (name.startsWith(temporaryPrefix)) await rm(path.join(root, name), { recursive: true, force: true });
}

/**
 * Removes the installation, and what unfinished ones have left.
 * @returns the bytes that are free now; 0 when there was nothing
 */
export async function removeNative(root: string): Promise<number> {
  const bytes = await folderBytes(root);
  if (bytes === 0) return 0;
  const { installed, downloads } = nativeFolders(root);
  await withInstallLock(root, async () => {
    await removeAbandoned(root);
    // A rename first: what is half removed is never found.
    const hidden = path.join(root, `${temporaryPrefix}removed`);
    await rename(installed, hidden).catch(() => undefined);
    for (const folder of [hidden, installed, downloads])
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return bytes;
}
