import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configSchema, type Config } from '../core/config/schema';
import type { SerializedCodecs } from '../core/text/textCodec';
import type { Checkpoint } from '../core/train/checkpoint';
import {
  listCheckpoints,
  readCheckpointFolder,
  readCheckpointWeights,
  type NamedValues,
} from './checkpointFolder';
import { codecsSchema } from './codecsSchema';
import { parseJsonLines, type JsonLines } from './jsonLines';
import { JsonlTail } from './jsonlTail';
import {
  metricsFileLineSchema,
  sampleLineSchema,
  type MetricsFileLine,
  type RunManifest,
  type SampleLine,
} from './manifest';
import { checkAgainst, readJsonFile, readManifest } from './readManifest';
import { runFiles, snapshotName, stepOfName } from './runFiles';
import { errorCode, errorText, RunFolderError } from './runFolderError';
import { decodeSnapshot, type Snapshot } from './snapshot';

/** Which checkpoint: the best validation's, the newest, or that of a step. */
export type CheckpointChoice = 'best' | 'last' | number;

/** Something read from a checkpoint, and from which. */
export interface FromCheckpoint<T> {
  readonly step: number;
  readonly value: T;
  /** A sentence when another checkpoint than the chosen one had to do. */
  readonly warning: string | undefined;
}

export const parseMetricsLine = (value: unknown): MetricsFileLine | undefined =>
  metricsFileLineSchema.safeParse(value).data;
export const parseSampleLine = (value: unknown): SampleLine | undefined =>
  sampleLineSchema.safeParse(value).data;

const incompleteRemedy = 'The run folder is incomplete: restore it from a copy, or train again.';

/** Reads a run folder. Holds nothing: every call looks at the disk. Every error is a {@link RunFolderError}. */
export class RunReader {
  constructor(readonly folder: string) {}

  readManifest(): Promise<RunManifest> {
    return readManifest(this.folder);
  }

  async readConfig(): Promise<Config> {
    const file = this.path(runFiles.config);
    return checkAgainst(configSchema, await readJsonFile(file, incompleteRemedy), file);
  }

  async readCodecs(): Promise<SerializedCodecs> {
    const file = this.path(runFiles.codecs);
    return checkAgainst(codecsSchema, await readJsonFile(file, incompleteRemedy), file);
  }

  /** Training and validation points, in the order written. */
  async readMetrics(): Promise<JsonLines<MetricsFileLine>> {
    return parseJsonLines(await this.readIfThere(runFiles.metrics), parseMetricsLine);
  }

  /** The probe set at every validation, in the order written. */
  async readSamples(): Promise<JsonLines<SampleLine>> {
    return parseJsonLines(await this.readIfThere(runFiles.samples), parseSampleLine);
  }

  /** Follows `metrics.jsonl` by its appended bytes, about `chunkBytes` at a time. */
  tailMetrics(chunkBytes?: number): JsonlTail<MetricsFileLine> {
    return new JsonlTail(this.path(runFiles.metrics), parseMetricsLine, chunkBytes);
  }

  /** Follows `samples.jsonl` by its appended bytes, about `chunkBytes` at a time. */
  tailSamples(chunkBytes?: number): JsonlTail<SampleLine> {
    return new JsonlTail(this.path(runFiles.samples), parseSampleLine, chunkBytes);
  }

  /** What was kept of the probe set at a validation; undefined when there is no snapshot of it. */
  async readSnapshot(step: number): Promise<Snapshot | undefined> {
    const file = this.path(join(runFiles.snapshots, snapshotName(step)));
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw this.unreadable(file, error);
    }
    try {
      return decodeSnapshot(bytes);
    } catch (error) {
      throw new RunFolderError(
        file,
        errorText(error),
        'Delete this file; the rest of the run is not affected.',
        {
          cause: error,
        },
      );
    }
  }

  /** Steps of the checkpoints there are, ascending. */
  listCheckpoints(): Promise<number[]> {
    return listCheckpoints(this.path(runFiles.checkpoints));
  }

  /** The step that `best` or `last` names; undefined when no checkpoint has been written. */
  async readPointer(pointer: 'best' | 'last'): Promise<number | undefined> {
    const file = this.path(runFiles[pointer]);
    const text = new TextDecoder().decode(await this.readIfThere(runFiles[pointer])).trim();
    if (text === '') return undefined;
    const step = stepOfName(text);
    if (step !== undefined) return step;
    const problem = 'it should hold the step of a checkpoint, such as 300, and nothing else';
    throw new RunFolderError(file, problem, `Write one of the names in ${runFiles.checkpoints} into it.`);
  }

  /** Everything needed to go on training. When the last checkpoint is damaged, the best one stands in with a warning. */
  readCheckpoint(choice: CheckpointChoice): Promise<FromCheckpoint<Checkpoint>> {
    return this.readChosen(choice, readCheckpointFolder);
  }

  /** The weights alone, for decoding. Falls back as {@link readCheckpoint} does. */
  readWeights(choice: CheckpointChoice): Promise<FromCheckpoint<NamedValues>> {
    return this.readChosen(choice, readCheckpointWeights);
  }

  private async readChosen<T>(
    choice: CheckpointChoice,
    read: (folder: string) => Promise<T>,
  ): Promise<FromCheckpoint<T>> {
    const step = await this.resolve(choice);
    try {
      return { step, value: await read(this.checkpointFolder(step)), warning: undefined };
    } catch (error) {
      const best = choice === 'last' ? await this.readPointer('best') : undefined;
      if (best === undefined || best === step) throw error;
      const value = await read(this.checkpointFolder(best));
      const warning = `${errorText(error)} Going on from the best checkpoint, step ${best}, instead.`;
      return { step: best, value, warning };
    }
  }

  private async resolve(choice: CheckpointChoice): Promise<number> {
    const there = await this.listCheckpoints();
    const step = typeof choice === 'number' ? choice : await this.pointedAt(choice);
    if (step === undefined) {
      const problem = 'this run has no checkpoint yet';
      throw new RunFolderError(this.folder, problem, 'Train it until the first validation, then try again.');
    }
    if (there.includes(step) || choice === 'last') return step;
    const valid = there.length === 0 ? 'There are none.' : `There are: ${there.join(', ')}.`;
    throw new RunFolderError(this.checkpointFolder(step), 'there is no such checkpoint', valid);
  }

  /** Until a validation has been the best one, the last checkpoint is also the best there is. */
  private async pointedAt(pointer: 'best' | 'last'): Promise<number | undefined> {
    return (await this.readPointer(pointer)) ?? (pointer === 'best' ? this.readPointer('last') : undefined);
  }

  private checkpointFolder(step: number): string {
    return this.path(join(runFiles.checkpoints, String(step)));
  }

  private async readIfThere(name: string): Promise<Uint8Array> {
    try {
      return await readFile(this.path(name));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return new Uint8Array();
      throw this.unreadable(this.path(name), error);
    }
  }

  private unreadable(file: string, error: unknown): RunFolderError {
    const remedy = 'Check that you may read the run folder.';
    return new RunFolderError(file, `can't be read (${errorText(error)})`, remedy, { cause: error });
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}
