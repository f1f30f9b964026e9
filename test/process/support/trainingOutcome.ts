import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { checkpointFiles, runFiles } from '../../../src/runs/runFiles';
import { trainToEnd } from './trainerProcess';
import { Workspace } from './workspace';
import type { ConfigChanges } from './workspace';

/** Everything a training leaves behind that does not tell of time: equal trainings have equal outcomes, bit for bit. */
export interface TrainingOutcome {
  readonly last: string;
  readonly best: string;
  readonly metrics: readonly unknown[];
  readonly samples: string;
  readonly loop: unknown;
  /** sha256 by path: the last checkpoint's tensors, the attention at every validation, the vocabularies. */
  readonly files: Readonly<Record<string, string>>;
}

const timeFields = new Set(['elapsedMs', 'tokensPerSecond']);

export async function trainingOutcome(runFolder: string): Promise<TrainingOutcome> {
  const read = (name: string): Promise<string> => readFile(path.join(runFolder, name), 'utf8');
  const last = (await read(runFiles.last)).trim();
  const checkpoint = path.join(runFiles.checkpoints, last);
  const snapshots = (await readdir(path.join(runFolder, runFiles.snapshots))).sort();
  const files = [
    path.join(checkpoint, checkpointFiles.weights),
    path.join(checkpoint, checkpointFiles.optimizer),
    ...snapshots.map((name) => path.join(runFiles.snapshots, name)),
    runFiles.codecs,
  ];
  const hashes = await Promise.all(
    files.map(async (name) => [name, sha256(await readFile(path.join(runFolder, name)))] as const),
  );
  const metrics = (await read(runFiles.metrics)).trimEnd().split('\n');
  return {
    last,
    best: (await read(runFiles.best)).trim(),
    metrics: metrics.map(withoutTime),
    samples: await read(runFiles.samples),
    loop: withoutTime(await read(path.join(checkpoint, checkpointFiles.state))),
    files: Object.fromEntries(hashes),
  };
}

/** The outcome of training the endless config for so many steps without a break. */
export async function uninterruptedOutcome(
  updates: number,
  changes: ConfigChanges = {},
): Promise<TrainingOutcome> {
  const workspace = await Workspace.create('endless', { ...changes, 'training.updates': updates });
  const { configFile } = workspace;
  const runFolder = workspace.runFolder();
  await trainToEnd({ configFile, runFolder });
  return trainingOutcome(runFolder);
}

/** A number of steps that ends with a validation, some way after `step`. */
export function someStepsAfter(step: number): number {
  return 10 * Math.ceil((step + 12) / 10);
}

function withoutTime(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => (timeFields.has(key) ? undefined : value));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
