import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { FileSystem } from './fileSystem';

/** Begins the names of folders that are not whole yet, or no longer: readers skip them. */
export const temporaryPrefix = '.tmp-';

const temporarySibling = (path: string): string =>
  join(dirname(path), `${temporaryPrefix}${basename(path)}-${randomUUID()}`);

/**
 * Writes a folder of files so that it exists completely or not at all: everything goes into a hidden sibling, is synced,
 * and is renamed into place; then the parent is synced. A folder of that name is replaced only once the new one is on
 * disk. On failure the sibling is removed and the error passed on.
 */
export async function writeFolderAtomically(
  fileSystem: FileSystem,
  folder: string,
  files: ReadonlyMap<string, Uint8Array | string>,
): Promise<void> {
  const temporary = temporarySibling(folder);
  try {
    await fileSystem.createFolder(temporary);
    for (const [name, content] of files) await fileSystem.writeNewFile(join(temporary, name), content);
    await fileSystem.sync(temporary);
    await replaceFolder(fileSystem, temporary, folder);
  } catch (error) {
    // The first error is the one to report, even when tidying up fails too.
    await fileSystem.remove(temporary).catch(() => undefined);
    throw error;
  }
  await fileSystem.sync(dirname(folder));
}

async function replaceFolder(fileSystem: FileSystem, from: string, to: string): Promise<void> {
  const exists = (await fileSystem.list(dirname(to))).includes(basename(to));
  if (!exists) {
    await fileSystem.rename(from, to);
    return;
  }
  const old = temporarySibling(to);
  await fileSystem.rename(to, old);
  try {
    await fileSystem.rename(from, to);
  } catch (error) {
    await fileSystem.rename(old, to);
    throw error;
  }
  await fileSystem.remove(old);
}

/** Removes a folder so that nobody ever sees a part of it: it is hidden by a rename first. */
export async function removeFolderAtomically(fileSystem: FileSystem, folder: string): Promise<void> {
  const hidden = temporarySibling(folder);
  await fileSystem.rename(folder, hidden);
  await fileSystem.remove(hidden);
}

/** Removes what an interrupted write or removal left in `parent`. */
export async function removeTemporaries(fileSystem: FileSystem, parent: string): Promise<void> {
  for (const name of await fileSystem.list(parent)) {
    if (name.startsWith(temporaryPrefix)) await fileSystem.remove(join(parent, name));
  }
}
