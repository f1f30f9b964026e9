import { z } from 'zod';
import { parseGalleryJson } from './parseGalleryJson';

/** What systems of the gallery teach: the headings of its lists, in their order. */
export const galleryGroups = {
  first: 'First steps',
  encoder_decoder: 'Encoder and decoder: all in one state',
  attention: 'Attention',
  pointers: 'Pointers: the output names places of the input',
  memory: 'External memory',
  structures: 'Trees, code and molecules',
  images: 'Images',
  language_models: 'Language models and histories',
  real_text: 'Real text',
  controls: 'Controls: what must fail',
} as const satisfies Readonly<Record<string, string>>;
export type GalleryGroup = keyof typeof galleryGroups;
const groupNames = Object.keys(galleryGroups) as GalleryGroup[];

/** What `gallery/NAME/entry.json` says about a system; the folder also holds `NAME.s2s.json` and its data. */
const entrySchema = z.strictObject({
  /** What it teaches. */
  group: z.enum(groupNames),
  /** Place within its group, from 1: what to try first. */
  order: z.int().min(1),
  title: z.string().min(1),
  /** One or two sentences for the pick list of New Experiment. */
  description: z.string().min(1),
  /** What the model is made of. */
  systems: z.array(z.string().min(1)).min(1),
  /** Where the system or its data was published. */
  source: z.string().min(1),
});

/** A system of the gallery. `name` is its folder. */
export type GalleryEntry = z.output<typeof entrySchema> & { readonly name: string };

/** Reads the text of an `entry.json`. Throws when it is malformed, naming the entry. */
export function parseGalleryEntry(name: string, text: string): GalleryEntry {
  return { name, ...parseGalleryJson(entrySchema, `${name}/entry.json`, text) };
}

/** The config of a gallery entry, relative to the gallery. */
export function galleryConfigPath(name: string): string {
  return `${name}/${name}.s2s.json`;
}

/** In the order of lists: by group, then as the group orders them. */
export function compareGalleryEntries(a: GalleryEntry, b: GalleryEntry): number {
  const group = groupNames.indexOf(a.group) - groupNames.indexOf(b.group);
  return group || a.order - b.order || (a.name < b.name ? -1 : 1);
}

/** Sorted entries under their headings; groups without one are left out. */
export function groupGalleryEntries<Entry extends GalleryEntry>(
  entries: readonly Entry[],
): { readonly title: string; readonly entries: readonly Entry[] }[] {
  const sorted = entries.toSorted(compareGalleryEntries);
  return groupNames
    .map((name) => ({
      title: galleryGroups[name],
      entries: sorted.filter(({ group }) => group === name),
    }))
    .filter(({ entries: found }) => found.length > 0);
}
