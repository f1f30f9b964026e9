import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObservedStatus, RunManifest } from './manifest';
import { observeStatus } from './processIdentity';
import { readManifest } from './readManifest';
import { runFiles } from './runFiles';
import { errorCode, errorText } from './runFolderError';

/** A run as a list shows it. */
export type RunListEntry =
  | {
      readonly type: 'run';
      readonly folder: string;
      readonly id: string;
      readonly manifest: RunManifest;
      readonly status: ObservedStatus;
    }
  /** A run folder whose manifest can't be used, with the reason. */
  | { readonly type: 'unreadable'; readonly folder: string; readonly id: string; readonly message: string };

/** All runs below a `.s2s/runs` folder, newest first, unreadable ones last. Whatever is not a run folder is passed over. */
export async function listRuns(runsFolder: string): Promise<RunListEntry[]> {
  const entries = await readFolder(runsFolder);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const listed = await Promise.all(folders.map(({ name }) => describe(join(runsFolder, name), name)));
  const sortKey = (entry: RunListEntry): string => (entry.type === 'run' ? entry.manifest.createdAt : '');
  return listed
    .filter((entry) => entry !== undefined)
    .sort((a, b) => compare(sortKey(b), sortKey(a)) || compare(b.id, a.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function readFolder(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

async function describe(folder: string, id: string): Promise<RunListEntry | undefined> {
  // A folder without a manifest is junk, or a run that is being created or deleted right now.
  const names = await readFolder(folder);
  if (!names.some(({ name }) => name === runFiles.manifest)) return undefined;
  try {
    const manifest = await readManifest(folder);
    return { type: 'run', folder, id, manifest, status: await observeStatus(manifest) };
  } catch (error) {
    return { type: 'unreadable', folder, id, message: errorText(error) };
  }
}
