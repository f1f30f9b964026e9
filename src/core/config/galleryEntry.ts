import { z } from 'zod';
import { metricNames } from './schema';

/** What `gallery/NAME/entry.json` says about a system; the folder also holds `NAME.s2s.json` and its data. */
const entrySchema = z.strictObject({
  /** Place in lists, from 1: what to try first. */
  order: z.int().min(1),
  title: z.string().min(1),
  /** One or two sentences for the pick list of New Experiment. */
  description: z.string().min(1),
  /** What the model is made of. */
  systems: z.array(z.string().min(1)).min(1),
  /** Where the system or its data was published. */
  source: z.string().min(1),
});

/** What `gallery/NAME/expected.json` says: the number to reach on the test split. */
const expectedSchema = z.strictObject({
  metric: z.enum(metricNames),
  /** The number of the publication, where it is of this metric and this data. */
  published: z.strictObject({ value: z.number(), source: z.string().min(1) }).optional(),
  /** A run passes when its metric lies in here. */
  band: z.strictObject({ low: z.number(), high: z.number() }),
  /** How the band was measured. */
  measured: z.string().min(1),
});

/** A system of the gallery. `name` is its folder. */
export type GalleryEntry = z.output<typeof entrySchema> & { readonly name: string };
export type ExpectedResult = z.output<typeof expectedSchema>;

/** Reads the text of an `entry.json`. Throws when it is malformed, naming the entry. */
export function parseGalleryEntry(name: string, text: string): GalleryEntry {
  return { name, ...parse(entrySchema, `${name}/entry.json`, text) };
}

/** Reads the text of an `expected.json`. Throws when it is malformed, naming the entry. */
export function parseExpectedResult(name: string, text: string): ExpectedResult {
  return parse(expectedSchema, `${name}/expected.json`, text);
}

/** The config of a gallery entry, relative to the gallery. */
export function galleryConfigPath(name: string): string {
  return `${name}/${name}.s2s.json`;
}

/** In the order of lists. */
export function compareGalleryEntries(a: GalleryEntry, b: GalleryEntry): number {
  return a.order - b.order || (a.name < b.name ? -1 : 1);
}

function parse<Output>(schema: z.ZodType<Output>, file: string, text: string): Output {
  const result = schema.safeParse(parseJson(file, text));
  if (!result.success) throw new Error(`gallery/${file} is malformed: ${z.prettifyError(result.error)}`);
  return result.data;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(
      `gallery/${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}
