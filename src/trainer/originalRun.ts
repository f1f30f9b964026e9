import path from 'node:path';
import type { RunManifest } from '../runs/manifest';
import { lastMetricsStep } from '../runs/compareMetrics';
import { observeStatus } from '../runs/processIdentity';
import { RunFolderError } from '../runs/runFolderError';
import { RunReader } from '../runs/runReader';
import type { UsableConfig } from './checkConfig';
import type { EngineRequest } from './openEngine';
import type { TrainingRequest } from './prepareTraining';
import { requireData } from './resumedRun';
import type { ResumedRun } from './resumedRun';

/** A run that another one is to reproduce. */
export interface OriginalRun {
  readonly manifest: RunManifest;
  readonly usable: UsableConfig;
  /** Where it ended, at the latest: it may have been stopped, or resumed with another limit than its config has. */
  readonly lastStep: number;
  readonly engine: Pick<EngineRequest, 'preferred' | 'threads'>;
}

/** The folder of the run that a training reproduces: the one asked for, or that of the resumed run. */
export function originalFolder(
  { reproduces, runFolder }: TrainingRequest,
  resumed: ResumedRun | undefined,
): string | undefined {
  const id = resumed?.recorded.reproduces;
  return reproduces ?? (id === undefined ? undefined : path.join(path.dirname(runFolder), id));
}

/**
 * @throws RunFolderError when it is no run that can be compared with: damaged, still being trained, or without a point
 * @throws ConfigError when its data can't be used
 */
export async function readOriginal(folder: string | undefined): Promise<OriginalRun | undefined> {
  if (folder === undefined) return undefined;
  const reader = new RunReader(folder);
  const manifest = await reader.readManifest();
  const status = await observeStatus(manifest);
  if (status === 'running' || status === 'preparing')
    throw new RunFolderError(
      folder,
      'this run is still being trained',
      'Wait for its end, then reproduce it.',
    );
  const [config, { items }] = await Promise.all([reader.readConfig(), reader.readMetrics()]);
  if (items.length === 0)
    throw new RunFolderError(
      folder,
      'this run has no training point to compare with',
      'Train the config instead of reproducing this run.',
    );
  const { configFile, engine } = manifest;
  return {
    manifest,
    usable: await requireData({ configFile, configText: JSON.stringify(config) }),
    // The steps of one that was stopped are known even where no point was due.
    lastStep: Math.max(lastMetricsStep(items), status === 'stopped' ? manifest.step : 0),
    engine: { preferred: engine.name, threads: engine.threads },
  };
}

/** @throws Error that names what is no longer what the original was trained on */
export function requireSameData({ manifest }: OriginalRun, now: RunManifest['data']): void {
  const changed = Object.entries(manifest.data).filter(
    ([split, { sha256 }]) => split !== 'test' && now[split]?.sha256 !== sha256,
  );
  if (changed.length === 0) return;
  const found = changed.map(([split, { source, pairs }]) => {
    const present = now[split];
    return `data.${split} (${source}) had ${pairs} pairs and has ${present?.pairs ?? 0}${
      present?.pairs === pairs ? ', others' : ''
    } now`;
  });
  throw new Error(
    `The data has changed since ${manifest.id} was trained: ${found.join('; ')}. Restore it to reproduce that run, or train the config as a new run.`,
  );
}
