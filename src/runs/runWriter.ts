import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../core/config/schema';
import type { AttentionMap } from '../core/decode/hypothesis';
import type { MachineTrace } from '../core/inspect/machineTrace';
import type { SerializedCodecs } from '../core/text/textCodec';
import type { Checkpoint, LoopState } from '../core/train/checkpoint';
import type { LearningRateChange } from '../core/train/learningRateChange';
import { removeFolderAtomically, removeTemporaries } from './atomicWrite';
import { listCheckpoints, writeCheckpointFolder } from './checkpointFolder';
import { nodeFileSystem, type FileSystem } from './fileSystem';
import { parseJsonLines, type LineParser } from './jsonLines';
import type { MetricsFileLine, RunManifest, SampleLine } from './manifest';
import { readManifest } from './readManifest';
import { runFiles, snapshotName, stepOfName } from './runFiles';
import { DiskFullError, errorCode, errorText, isDiskFull, RunFolderError } from './runFolderError';
import { parseMetricsLine, parseSampleLine, RunReader } from './runReader';
import { encodeSnapshot } from './snapshot';

/** What a manifest may change while its run goes on. */
export type ManifestChange = Partial<Omit<RunManifest, 'version' | 'id' | 'createdAt' | 'updatedAt'>>;

export interface RunWriterOptions {
  readonly fileSystem?: FileSystem;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface NewRun {
  /** As known when the run begins; `createdAt` and `updatedAt` included. */
  readonly manifest: RunManifest;
  readonly config: Config;
  readonly codecs: SerializedCodecs;
}

/** Changes that come with every point are written at most this often. */
const manifestIntervalMs = 1000;

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Writes one run folder. Calls may overlap: they are carried out one after the other. Whatever fails leaves what was whole
 * before whole, and throws a {@link RunFolderError} that says so.
 */
export class RunWriter {
  private queue: Promise<unknown> = Promise.resolve();
  private writtenAtMs = -Infinity;
  private lastStep: number | undefined;
  private bestStep: number | undefined;

  private constructor(
    readonly folder: string,
    private current: RunManifest,
    private readonly fileSystem: FileSystem,
    private readonly now: () => number,
  ) {}

  /** Begins a run in `folder`, which may exist but must not hold a run yet. */
  static async create(folder: string, run: NewRun, options: RunWriterOptions = {}): Promise<RunWriter> {
    const fileSystem = options.fileSystem ?? nodeFileSystem;
    if (await exists(join(folder, runFiles.manifest))) {
      const remedy = 'Resume that run, or choose another folder for the new one.';
      throw new RunFolderError(folder, 'it already holds a run', remedy);
    }
    const writer = new RunWriter(folder, run.manifest, fileSystem, options.now ?? Date.now);
    await writer.guarded(folder, () => fileSystem.createFolder(folder));
    await writer.replace(runFiles.config, asJson(run.config));
    await writer.replace(runFiles.codecs, asJson(run.codecs));
    // Last, as a folder is a run once it has a manifest.
    await writer.update({});
    return writer;
  }

  /**
   * Takes up a run again from a checkpoint; `loop` undefined: from the beginning. Points, samples, snapshots and
   * checkpoints of later steps are dropped, since those steps are trained again. `change`: what else is different now (the
   * process, the engine).
   */
  static async resume(
    folder: string,
    loop: LoopState | undefined,
    change: ManifestChange = {},
    options: RunWriterOptions = {},
  ): Promise<RunWriter> {
    const fileSystem = options.fileSystem ?? nodeFileSystem;
    const manifest = await readManifest(folder);
    const writer = new RunWriter(folder, manifest, fileSystem, options.now ?? Date.now);
    const best = await new RunReader(folder).readPointer('best');
    const step = loop?.step ?? 0;
    writer.lastStep = loop?.step;
    writer.bestStep = best !== undefined && best <= step ? best : undefined;
    await writer.guarded(folder, () => writer.rewind(step, loop?.learningRateChanges ?? []));
    await writer.update({
      status: 'preparing',
      step,
      elapsedMs: loop?.elapsedMs ?? 0,
      best: loop?.best,
      learningRateChanges: loop?.learningRateChanges,
      pausedAt: undefined,
      stopReason: undefined,
      message: undefined,
      finishedAt: undefined,
      ...change,
    });
    return writer;
  }

  get manifest(): RunManifest {
    return this.current;
  }

  /** Step of the newest whole checkpoint; undefined before the first. */
  get lastWholeStep(): number | undefined {
    return this.lastStep;
  }

  /** Changes the manifest, on disk before this resolves. */
  async update(change: ManifestChange): Promise<void> {
    const nowMs = this.now();
    this.current = { ...this.current, ...change, updatedAt: new Date(nowMs).toISOString() };
    this.writtenAtMs = nowMs;
    // Not the manifest of this call but the newest: an older one never overwrites it.
    await this.enqueue(() => this.replace(runFiles.manifest, asJson(this.current)));
  }

  /** Changes the manifest; on disk at most once a second, and with the next `update`. */
  async note(change: ManifestChange): Promise<void> {
    if (this.now() - this.writtenAtMs >= manifestIntervalMs) await this.update(change);
    else this.current = { ...this.current, ...change };
  }

  appendMetrics(line: MetricsFileLine): Promise<void> {
    return this.enqueue(() => this.append(runFiles.metrics, line));
  }

  appendSamples(line: SampleLine): Promise<void> {
    return this.enqueue(() => this.append(runFiles.samples, line));
  }

  /** The probe set at a validation: `maps[i]` and `machines[i]` belong to sample `i`. */
  writeSnapshot(
    step: number,
    maps: readonly AttentionMap[],
    machines: readonly MachineTrace[] = [],
  ): Promise<void> {
    const bytes = encodeSnapshot({
      step,
      maps: new Map(maps.entries()),
      machines: new Map(machines.entries()),
    });
    return this.enqueue(async () => {
      const folder = join(this.folder, runFiles.snapshots);
      await this.guarded(folder, () => this.fileSystem.createFolder(folder));
      await this.replace(join(runFiles.snapshots, snapshotName(step)), bytes);
    });
  }

  /** Writes a checkpoint, points `last` (and `best`) to it, and removes those that neither they nor its state name. */
  writeCheckpoint(checkpoint: Checkpoint, best: boolean): Promise<void> {
    return this.enqueue(async () => {
      const { step } = checkpoint.loop;
      const parent = join(this.folder, runFiles.checkpoints);
      const folder = join(parent, String(step));
      await this.guarded(folder, async () => {
        await this.syncLogs();
        await this.fileSystem.createFolder(parent);
        await writeCheckpointFolder(this.fileSystem, folder, checkpoint);
      });
      await this.replace(runFiles.last, `${step}\n`);
      this.lastStep = step;
      if (best) {
        await this.replace(runFiles.best, `${step}\n`);
        this.bestStep = step;
      }
      const kept = new Set([this.lastStep, this.bestStep, ...(checkpoint.loop.recentCheckpoints ?? [])]);
      await this.guarded(parent, () => this.removeCheckpoints((other) => !kept.has(other)));
    });
  }

  /** The end of the run: no process any more, and why. */
  finish(
    status: 'finished' | 'stopped' | 'failed',
    end: Pick<ManifestChange, 'stopReason' | 'message'>,
  ): Promise<void> {
    return this.update({
      ...end,
      status,
      pausedAt: undefined,
      finishedAt: new Date(this.now()).toISOString(),
      process: undefined,
    });
  }

  private enqueue<T>(action: () => Promise<T>): Promise<T> {
    const result = this.queue.then(action);
    // A failed write is its caller's to handle; the next one has its own chance.
    this.queue = result.catch(() => undefined);
    return result;
  }

  private replace(name: string, content: Uint8Array | string): Promise<void> {
    const file = join(this.folder, name);
    return this.guarded(file, () => this.fileSystem.replaceFile(file, content));
  }

  private append(name: string, line: unknown): Promise<void> {
    const file = join(this.folder, name);
    return this.guarded(file, async () => {
      const size = await sizeOf(file);
      try {
        await this.fileSystem.append(file, `${JSON.stringify(line)}\n`);
      } catch (error) {
        // What got through must not become the beginning of the next line.
        await this.fileSystem.truncate(file, size).catch(() => undefined);
        throw error;
      }
    });
  }

  /** A checkpoint on disk vouches for the points up to it. */
  private async syncLogs(): Promise<void> {
    for (const name of [runFiles.metrics, runFiles.samples]) {
      const file = join(this.folder, name);
      if (await exists(file)) await this.fileSystem.sync(file);
    }
  }

  /** @param changes learning rates set by hand that the checkpoint knows of; the others are as if never set */
  private async rewind(step: number, changes: readonly LearningRateChange[]): Promise<void> {
    const checkpoints = join(this.folder, runFiles.checkpoints);
    await removeTemporaries(this.fileSystem, checkpoints);
    if (this.lastStep === undefined) await this.fileSystem.remove(join(this.folder, runFiles.last));
    else await this.replace(runFiles.last, `${this.lastStep}\n`);
    if (this.bestStep === undefined) await this.fileSystem.remove(join(this.folder, runFiles.best));
    await this.removeCheckpoints((other) => other > step || this.lastStep === undefined);
    await this.keepLines(
      runFiles.metrics,
      parseMetricsLine,
      step,
      (line) => line.kind !== 'change' || line.change !== 'learning-rate' || isAmong(changes, line),
    );
    await this.keepLines(runFiles.samples, parseSampleLine, step);
    const snapshots = join(this.folder, runFiles.snapshots);
    for (const name of await this.fileSystem.list(snapshots)) {
      if ((stepOfName(name) ?? 0) > step) await this.fileSystem.remove(join(snapshots, name));
    }
  }

  /** Keeps the valid lines up to `step`. */
  private async keepLines<T extends { step: number }>(
    name: string,
    parse: LineParser<T>,
    step: number,
    isKept: (line: T) => boolean = () => true,
  ): Promise<void> {
    const file = join(this.folder, name);
    if (!(await exists(file))) return;
    const kept = parseJsonLines(await readFile(file), parse).items.filter(
      (item) => item.step <= step && isKept(item),
    );
    await this.replace(name, kept.map((item) => `${JSON.stringify(item)}\n`).join(''));
  }

  private async removeCheckpoints(unwanted: (step: number) => boolean): Promise<void> {
    const parent = join(this.folder, runFiles.checkpoints);
    for (const step of await listCheckpoints(parent)) {
      if (unwanted(step)) await removeFolderAtomically(this.fileSystem, join(parent, String(step)));
    }
  }

  /** Runs a write and says what its failure means for the run. */
  private async guarded<T>(file: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof RunFolderError) throw error;
      if (isDiskFull(error)) throw new DiskFullError(file, this.lastStep, { cause: error });
      const kept =
        this.lastStep === undefined
          ? 'No checkpoint had been written yet.'
          : `The last whole checkpoint is step ${this.lastStep}: resume the run from there.`;
      const problem = `can't be written (${errorText(error)})`;
      throw new RunFolderError(file, problem, `Check that you may write to the run folder. ${kept}`, {
        cause: error,
      });
    }
  }
}

function isAmong(
  changes: readonly LearningRateChange[],
  { step, learningRate }: Pick<LearningRateChange, 'step' | 'learningRate'>,
): boolean {
  return changes.some((change) => change.step === step && change.learningRate === learningRate);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
