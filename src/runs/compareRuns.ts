import { dirname, join } from 'node:path';
import { compareMetrics } from './compareMetrics';
import type { Reproduction, RunManifest } from './manifest';
import { RunReader } from './runReader';

/**
 * How a run compares with the one it reproduces, which is in the same folder of runs.
 * @throws RunFolderError when one of them can't be read
 */
export async function compareRuns(
  originalId: string,
  manifest: RunManifest,
  folder: string,
): Promise<Reproduction> {
  const reader = new RunReader(join(dirname(folder), originalId));
  const [original, before, now] = await Promise.all([
    reader.readManifest(),
    reader.readMetrics(),
    new RunReader(folder).readMetrics(),
  ]);
  return {
    ...compareMetrics(before.items, now.items),
    reasons: differencesInComputation(original, manifest),
  };
}

/** What may make the numbers of two runs of one config on the same data differ. */
export function differencesInComputation(original: RunManifest, now: RunManifest): Reproduction['reasons'] {
  const facts = (manifest: RunManifest): Readonly<Record<string, string>> => ({
    engine: manifest.engine.name,
    // Of two engines, their versions say nothing.
    ...(original.engine.name === now.engine.name ? { 'engine version': manifest.engine.version } : {}),
    threads: String(manifest.engine.threads),
    // A resume may have changed the limit, which some schedules depend on.
    ...(manifest.totalSteps === undefined ? {} : { 'steps to train': String(manifest.totalSteps) }),
    ...manifest.versions,
  });
  const [before, after] = [facts(original), facts(now)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((what) => {
    const [was, is] = [before[what] ?? '', after[what] ?? ''];
    return was === is ? [] : [{ what, original: was, now: is }];
  });
}
