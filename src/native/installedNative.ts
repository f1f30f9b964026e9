import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { nativeFolders } from './nativeFolders';

const installedSchema = z.object({
  tfjsNode: z.string(),
  tensorFlow: z.string(),
  /** How it came here: downloaded as it is, or built against the library of a wheel. */
  source: z.enum(['prebuilt', 'wheel']),
  bytes: z.number(),
  installedAt: z.string(),
});

/** What an installation says of itself. */
export type InstalledNative = z.output<typeof installedSchema>;

export const installedFile = 'installed.json';

/** What is installed below `root`; undefined when nothing is. */
export async function readInstalled(root: string): Promise<InstalledNative | undefined> {
  try {
    const text = await readFile(path.join(nativeFolders(root).installed, installedFile), 'utf8');
    return installedSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Bytes of all files in a folder; 0 when there is none. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(path.join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
