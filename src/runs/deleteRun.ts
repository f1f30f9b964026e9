import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolderAtomically } from './atomicWrite';
import { nodeFileSystem, type FileSystem } from './fileSystem';
import { observeStatus } from './processIdentity';
import { readManifest } from './readManifest';
import { runFiles } from './runFiles';
import { RunFolderError } from './runFolderError';

/**
 * Deletes a run folder with all it holds.
 * @throws RunFolderError when it is not a run folder, or its training is still going on.
 */
export async function deleteRun(folder: string, fileSystem: FileSystem = nodeFileSystem): Promise<void> {
  const isRun = await stat(join(folder, runFiles.manifest)).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isRun) {
    throw new RunFolderError(
      folder,
      `not a run folder: it has no ${runFiles.manifest}`,
      'Nothing was deleted.',
    );
  }
  // A manifest that can't be read belongs to no trainer of ours that could still be at work.
  const manifest = await readManifest(folder).catch(() => undefined);
  const status = manifest === undefined ? undefined : await observeStatus(manifest);
  if (status === 'running' || status === 'preparing') {
    throw new RunFolderError(folder, 'this run is still training', 'Stop it first, then delete it.');
  }
  await removeFolderAtomically(fileSystem, folder);
}
