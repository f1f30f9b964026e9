import { stat } from 'node:fs/promises';
import { resolveDataFile } from '../resolveDataFile';
import type { VariantStanding } from './variantState';

/** A data file, as configs name it, that was written after variants which are done had begun. */
export interface ChangedData {
  readonly file: string;
  /** How many of them were trained on what it held before. */
  readonly variants: number;
}

/**
 * What a fingerprint of configs can't tell: that the data is another one. Judged by the times of the files, so that none has to
 * be read; those that are gone or can't be looked at are left out.
 */
export async function changedData(standings: readonly VariantStanding[]): Promise<ChangedData[]> {
  const older = new Map<string, number>();
  // Variants mostly share their files: each is looked at once.
  const times = new Map<string, Promise<number>>();
  const modifiedMsOf = (file: string): Promise<number> => {
    const known = times.get(file) ?? readModifiedMs(file);
    times.set(file, known);
    return known;
  };
  for (const { run, state } of standings) {
    if (run === undefined || state !== 'done') continue;
    const { manifest } = run;
    for (const file of trainedFiles(manifest.data)) {
      const modifiedMs = await modifiedMsOf(resolveDataFile(manifest.configFile, file));
      if (modifiedMs > Date.parse(manifest.createdAt)) older.set(file, (older.get(file) ?? 0) + 1);
    }
  }
  return [...older].map(([file, variants]) => ({ file, variants }));
}

function trainedFiles({ train, dev }: Readonly<Record<string, { readonly source: string }>>): string[] {
  const sources = [train, dev].flatMap((split) => split?.source ?? []);
  return [...new Set(sources)].filter((source) => !source.startsWith('generator '));
}

/** In ms since 1970. */
async function readModifiedMs(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return -Infinity;
  }
}
