import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const entrySchema = z.object({
  order: z.number(),
  title: z.string(),
  description: z.string(),
  systems: z.array(z.string()),
  source: z.string(),
});

/** One system of the gallery. */
export interface GalleryEntry extends Omit<z.output<typeof entrySchema>, 'order'> {
  /** Its folder's name. */
  readonly name: string;
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
export async function readGallery(folder: string): Promise<GalleryEntry[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const entries = await Promise.all(names.map((name) => readEntry(folder, name)));
  return entries.sort((a, b) => a.order - b.order).map(({ order: _, ...entry }) => entry);
}

async function readEntry(folder: string, name: string): Promise<GalleryEntry & { order: number }> {
  const file = path.join(folder, name, 'entry.json');
  try {
    const entry = entrySchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return { name, ...entry, config: path.join(folder, name, `${name}.s2s.json`) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} can't be used: ${reason}`, { cause: error });
  }
}
