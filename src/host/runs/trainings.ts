import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TrainerStart } from '../../protocol/trainer';
import type { RunGroup } from '../../runs/manifest';
import { Disposables } from '../disposables';
import { readSetting } from '../settings';
import type { Run } from './run';
import type { RunStore } from './runStore';
import type { StopOutcome } from './stopTrainer';
import { hasRoom } from './trainingCapacity';
import { followRename, movedUp, queued, storedTraining } from './trainingQueue';

export interface TrainingRequest {
  /** Absolute path. */
  readonly configFile: string;
  readonly name: string;
  /** Text of an unsaved editor; undefined: what the file holds. */
  readonly configText: string | undefined;
  /** Path of the workspace folder that gets the run. */
  readonly root: string;
  /** Run folder to go on with. */
  readonly resumeFolder: string | undefined;
  /** Folder of a run to train again. */
  readonly reproduces?: string | undefined;
  /** The sweep or the ladder that it belongs to. */
  readonly group?: RunGroup | undefined;
  /** Its dashboard does not come by itself. */
  readonly isQuiet?: boolean;
  /** When the command was given (`performance.now()`). */
  readonly requestedMs: number;
}

/** A training that is not on disk yet. */
export interface PendingTraining {
  readonly request: TrainingRequest;
  readonly state: 'queued' | 'preparing';
  /** Known as soon as it is being started. */
  readonly folder: string | undefined;
}

export interface TrainingsOptions {
  /** Of the workspace: keeps those that wait. */
  readonly memory: vscode.Memento;
  readonly store: RunStore;
  /** The bundled trainer. */
  readonly script: string;
  /** Where the extension installs native TensorFlow. */
  readonly nativeRoot: string;
  /** The run has a folder, and a trainer is being started for it. */
  readonly onStarting: (request: TrainingRequest, folder: string) => void;
  readonly onFailedToStart: (request: TrainingRequest, folder: string, error: Error) => void;
  /** The start was given up on demand. */
  readonly onCancelled: (request: TrainingRequest, folder: string) => void;
}

const stopGraceMs = 20_000;
const queueKey = 's2s.queue';

/** Starts, resumes and stops trainings; those that the cores have no room for wait their turn. */
export class Trainings implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());
  private pending: readonly PendingTraining[] = [];
  private readonly aborts = new Map<TrainingRequest, AbortController>();
  private readonly settle = new Map<TrainingRequest, (folder: string | undefined) => void>();

  /** Those that waited when the window closed, until they are restored. */
  private unrestored: readonly unknown[];
  private savedQueue = '';

  /** Trainings were queued, started or given up. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly options: TrainingsOptions) {
    const { store, memory } = options;
    this.unrestored = memory.get<readonly unknown[]>(queueKey, []);
    // A run whose folder was deleted has no end, it is just gone from the list.
    this.disposables.add(store.onDidChangeList(() => this.startQueued()));
    this.disposables.add(store.onDidEnd(() => this.startQueued()));
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('s2s')) this.startQueued();
      }),
    );
    this.disposables.add(vscode.workspace.onDidRenameFiles(({ files }) => this.followRenames(files)));
  }

  allPending(): readonly PendingTraining[] {
    return this.pending;
  }

  /** The training of a config that is waiting, starting or under way; to reproduce an old run of it, or a variant, is none. */
  ofConfig(configFile: string): PendingTraining | Run | undefined {
    return (
      this.pending.find(
        ({ request }) =>
          request.configFile === configFile &&
          request.reproduces === undefined &&
          request.group === undefined,
      ) ??
      this.options.store
        .active()
        .find(
          ({ manifest }) =>
            manifest.configFile === configFile &&
            manifest.reproduces === undefined &&
            manifest.group === undefined,
        )
    );
  }

  /** Whether a run is being trained again, or is going to be. */
  isReproducing({ folder, id, root }: Pick<Run, 'folder' | 'id' | 'root'>): boolean {
    return (
      this.pending.some(({ request }) => request.reproduces === folder) ||
      this.options.store.active().some((run) => run.manifest.reproduces === id && run.root === root)
    );
  }

  /**
   * Starts a training, or queues it. Resolves with its run folder once it is on disk; with undefined when it could not
   * start or was taken out of the queue.
   */
  start(request: TrainingRequest): Promise<string | undefined> {
    const started = new Promise<string | undefined>((resolve) => this.settle.set(request, resolve));
    this.setPending([...this.pending, { request, state: 'queued', folder: undefined }]);
    this.startQueued();
    return started;
  }

  /** Lets a waiting training begin before the one that it waits behind. */
  moveUp(training: PendingTraining): void {
    this.setPending(movedUp(this.pending, training));
  }

  clearQueue(): void {
    for (const training of queued(this.pending)) this.cancel(training);
  }

  /** What waited when the window closed, and has not been restored. */
  stored(): readonly unknown[] {
    return this.unrestored;
  }

  forgetStored(): void {
    this.unrestored = [];
    this.save();
  }

  /** Takes a training out of the queue, or gives its start up. */
  cancel(training: PendingTraining): void {
    const abort = this.aborts.get(training.request);
    if (abort === undefined) this.finish(training, undefined);
    else abort.abort();
  }

  /** Asks a training to checkpoint and end, and makes sure that it does. */
  async stop(run: Run): Promise<StopOutcome> {
    const { stopTrainer } = await import('./stopTrainer');
    const { signalTrainer } = await import('./signalTrainer');
    const { store } = this.options;
    return stopTrainer({
      ask: () => store.send(run.folder, { type: 'stop' }),
      terminate: () => void signalTrainer(run.folder, 'SIGTERM').catch(() => undefined),
      kill: () => void signalTrainer(run.folder, 'SIGKILL').catch(() => undefined),
      ended: store.ended(run.folder),
      graceMs: stopGraceMs,
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private startQueued(): void {
    const threads = readSetting('s2s.engine.threads');
    for (const training of this.pending) {
      if (training.state !== 'queued') continue;
      const starting = this.pending.filter(({ state }) => state === 'preparing').map(() => threads);
      const active = this.options.store.active().map(({ manifest }) => manifest.engine.threads);
      const threadsInUse = [...starting, ...active];
      const maxParallel = readSetting('s2s.training.maxParallel');
      if (!hasRoom({ cores: availableParallelism(), threadsInUse, threads, maxParallel })) return;
      void this.launch(training);
    }
  }

  private async launch(training: PendingTraining): Promise<void> {
    const { request } = training;
    const { store } = this.options;
    let preparing: PendingTraining = { ...training, state: 'preparing' };
    this.replace(training, preparing);
    let folder = '';
    const abort = new AbortController();
    this.aborts.set(request, abort);
    try {
      folder = request.resumeFolder ?? (await reserve(request));
      const reserved = { ...preparing, folder };
      this.replace(preparing, reserved);
      preparing = reserved;
      this.options.onStarting(request, folder);
      const { launchTrainer } = await import('./trainerProcess');
      const { runFiles } = await import('../../runs/runFiles');
      const { exit } = await launchTrainer({
        script: this.options.script,
        nativeRoot: this.options.nativeRoot,
        start: trainerStart(request, folder),
        logFile: join(folder, runFiles.log),
        signal: abort.signal,
      });
      store.expectExit(folder, exit);
      await store.load(folder);
      this.finish(preparing, folder);
    } catch (error) {
      const isNew = request.resumeFolder === undefined && folder !== '';
      if (isNew && (abort.signal.aborted || !(await isRun(folder))))
        await rm(folder, { recursive: true, force: true });
      if (abort.signal.aborted) this.options.onCancelled(request, folder);
      else
        this.options.onFailedToStart(
          request,
          folder,
          error instanceof Error ? error : new Error(String(error)),
        );
      this.finish(preparing, undefined);
    }
    this.startQueued();
  }

  private finish(training: PendingTraining, folder: string | undefined): void {
    this.settle.get(training.request)?.(folder);
    this.settle.delete(training.request);
    this.aborts.delete(training.request);
    this.setPending(this.pending.filter((other) => other !== training));
  }

  private replace(training: PendingTraining, by: PendingTraining): void {
    this.setPending(this.pending.map((other) => (other === training ? by : other)));
  }

  /** A waiting config that is renamed waits under its new name. */
  private followRenames(
    files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
  ): void {
    for (const { oldUri, newUri } of files)
      for (const training of queued(this.pending)) {
        const { request } = training;
        const configFile = followRename(request.configFile, oldUri.fsPath, newUri.fsPath);
        if (configFile === request.configFile) continue;
        const renamed = { ...request, configFile };
        const settle = this.settle.get(request);
        this.settle.delete(request);
        if (settle !== undefined) this.settle.set(renamed, settle);
        this.replace(training, { ...training, request: renamed });
      }
  }

  /** What waits outlives the window. */
  private save(): void {
    const waiting = queued(this.pending).map(({ request }) => storedTraining(request));
    const queue = [...this.unrestored, ...waiting];
    const text = JSON.stringify(queue);
    if (text === this.savedQueue) return;
    this.savedQueue = text;
    void this.options.memory.update(queueKey, queue);
  }

  private setPending(pending: readonly PendingTraining[]): void {
    this.pending = pending;
    this.save();
    this.changes.fire();
  }
}

async function reserve({ root, name }: TrainingRequest): Promise<string> {
  const { ensureStateFolder, runsFolderOf } = await import('../../runs/stateFolder');
  const { reserveRunFolder } = await import('../../runs/runId');
  return reserveRunFolder(runsFolderOf(await ensureStateFolder(root)), name, new Date());
}

/** A folder reserved for a training that never began holds nothing of worth but the reason, which is shown. */
async function isRun(folder: string): Promise<boolean> {
  const { readManifest } = await import('../../runs/readManifest');
  return readManifest(folder).then(
    () => true,
    () => false,
  );
}

function trainerStart(request: TrainingRequest, runFolder: string): TrainerStart {
  const scope = vscode.Uri.file(request.configFile);
  const nativePath = readSetting('s2s.engine.nativePath', scope);
  const threads = readSetting('s2s.engine.threads', scope);
  return {
    type: 'train',
    configFile: request.configFile,
    ...(request.configText === undefined ? {} : { configText: request.configText }),
    runFolder,
    resume: request.resumeFolder !== undefined,
    ...(request.reproduces === undefined ? {} : { reproduces: request.reproduces }),
    ...(request.group === undefined ? {} : { group: request.group }),
    // What reproduces a run takes that run's engine and threads, where they are there.
    engine: request.reproduces === undefined ? readSetting('s2s.engine.name', scope) : 'auto',
    ...(nativePath === '' ? {} : { nativePath }),
    ...(threads === 0 || request.reproduces !== undefined ? {} : { threads }),
    whenParentExits: readSetting('s2s.training.whenWindowCloses', scope),
  };
}

/** Tells a training that has no run folder yet from one that has. */
export const isQueued = (training: PendingTraining | Run): training is PendingTraining =>
  'request' in training && training.folder === undefined;
