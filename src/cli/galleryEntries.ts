import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseExpectedResult } from '../core/config/expectedResult';
import type { ExpectedResult } from '../core/config/expectedResult';
import { compareGalleryEntries, galleryConfigPath, parseGalleryEntry } from '../core/config/galleryEntry';
import type { GalleryEntry } from '../core/config/galleryEntry';
import { errorCode } from '../runs/runFolderError';
import { UsageError } from './usageError';

/** A system of the gallery with where it is. */
export interface GalleryFolder extends GalleryEntry {
  /** Absolute path of its folder. */
  readonly folder: string;
  /** Absolute path of its config. */
  readonly config: string;
}

/** The gallery's folder: beside the folder of the bundles. @throws Error when it is not there */
export async function findGallery(): Promise<string> {
  const folder = path.join(path.dirname(__dirname), 'gallery');
  try {
    await access(folder);
    return folder;
  } catch (error) {
    throw new Error(`The gallery is missing: there is no folder ${folder}. Install Seq2Seq Lab again.`, {
      cause: error,
    });
  }
}

/** In the order to show. @throws Error naming the entry that can't be read */
export async function readGallery(gallery: string): Promise<GalleryFolder[]> {
  const names = (await readdir(gallery, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const entries = await Promise.all(
    names.map(async (name) => ({
      ...parseGalleryEntry(name, await readFile(path.join(gallery, name, 'entry.json'), 'utf8')),
      folder: path.join(gallery, name),
      config: path.join(gallery, galleryConfigPath(name)),
    })),
  );
  return entries.sort(compareGalleryEntries);
}

/** Where an entry says what is expected of it. */
export function expectedFile({ folder }: GalleryFolder): string {
  return path.join(folder, 'expected.json');
}

/** What is expected of an entry; undefined where it does not say. @throws Error when the file is malformed */
export async function readExpected(entry: GalleryFolder): Promise<ExpectedResult | undefined> {
  try {
    return parseExpectedResult(entry.name, await readFile(expectedFile(entry), 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The entries of these names, in the gallery's order; all of them without a name. @throws UsageError for an unknown name */
export function selectEntries(entries: readonly GalleryFolder[], names: readonly string[]): GalleryFolder[] {
  for (const name of names) findEntry(entries, name);
  return entries.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** @throws UsageError when there is no entry of this name */
export function findEntry(entries: readonly GalleryFolder[], name: string): GalleryFolder {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined)
    throw new UsageError(
      `The gallery has no ${JSON.stringify(name)}. It has: ${entries.map((candidate) => candidate.name).join(', ')}.`,
    );
  return entry;
}
