import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { stateFolderOf } from '../runs/stateFolder';

/**
 * The folder whose `.s2s` belongs to a config: the nearest one above it that has one already (the workspace folder, when an
 * editor has trained there), else the config's own. So everybody who trains a config finds the same runs and the same lock.
 */
export async function stateRootOf(configFile: string): Promise<string> {
  const own = path.dirname(path.resolve(configFile));
  for (let folder = own; ; folder = path.dirname(folder)) {
    if (await isFolder(stateFolderOf(folder))) return folder;
    if (folder === path.dirname(folder)) return own;
  }
}

/** Where the lock of a training is kept: with the config, or with the run when the config's place can't be written to. */
export async function lockRootOf(configFile: string, runFolder: string): Promise<string> {
  const root = await stateRootOf(configFile);
  try {
    await access(root, constants.W_OK);
    return root;
  } catch {
    return path.dirname(path.resolve(runFolder));
  }
}

async function isFolder(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
