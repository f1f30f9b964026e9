import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { FromTrainer, ToTrainer } from '../../protocol/trainer';
import type { ObservedStatus, RunManifest } from '../../runs/manifest';
import { Disposables } from '../disposables';
import { explainExit } from './explainExit';
import type { ProcessExit } from './explainExit';
import { isActive, withMessage } from './run';
import type { Run, UnreadableRun } from './run';
import type { RunFollower } from './runFollower';
import { rootOf, RunFoldersWatcher } from './runFoldersWatcher';

export interface RunChange {
  readonly folder: string;
  /** What the trainer said; undefined when the folder was read anew, or is gone. */
  readonly message: FromTrainer | undefined;
}

const exitLimitMs = 1_000;

/** A folder that was just read. */
interface ReadRun {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly status: ObservedStatus;
}

/**
 * All runs of the workspace. What it knows comes from the run folders on disk and, while a trainer lives, from its
 * socket; so a window reloaded, a run started by the command line and a copied folder all show up the same.
 */
export class RunStore implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<RunChange>());
  private readonly listChanges = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly endings = this.disposables.add(new vscode.EventEmitter<Run>());
  private readonly runs = new Map<string, Run>();
  private unreadable: readonly UnreadableRun[] = [];
  private readonly followers = new Map<string, RunFollower>();
  private readonly exits = new Map<string, Promise<ProcessExit>>();
  private readonly watcher = this.disposables.add(new RunFoldersWatcher());
  private scanning: Promise<void> | undefined;
  /** Folders below the workspace's that have runs of their own: made by the command line beside a config. */
  private nestedRoots: readonly string[] = [];

  /** Resolves when all run folders have been looked at for the first time. */
  readonly firstScan: Promise<void>;
  /** Something about one run is new. */
  readonly onDidChange = this.changes.event;
  /** Runs came, went, or changed their status. */
  readonly onDidChangeList = this.listChanges.event;
  /** A training that this window was watching has ended, one way or another. */
  readonly onDidEnd = this.endings.event;

  constructor(private readonly log: vscode.LogOutputChannel) {
    this.disposables.add({ dispose: () => this.followers.forEach((follower) => follower.dispose()) });
    this.disposables.add(this.watcher.onDidChange(() => void this.refresh()));
    this.firstScan = this.refreshAll();
  }

  /** Newest first. */
  all(): Run[] {
    return [...this.runs.values()].sort((a, b) => b.manifest.createdAt.localeCompare(a.manifest.createdAt));
  }

  allUnreadable(): readonly UnreadableRun[] {
    return this.unreadable;
  }

  active(): Run[] {
    return this.all().filter(isActive);
  }

  get(folder: string): Run | undefined {
    return this.runs.get(folder);
  }

  /** The newest run of a config; variants of it are others. */
  latestOf(configFile: string): Run | undefined {
    return this.all().find(
      ({ manifest }) => manifest.configFile === configFile && manifest.group === undefined,
    );
  }

  /** Also searches the workspace for run folders that are not at its root. */
  async refreshAll(): Promise<void> {
    // Activation goes first.
    await sleep(0);
    this.nestedRoots = await findNestedRoots();
    await this.refresh();
  }

  /** Looks at all known run folders again. */
  refresh(): Promise<void> {
    this.scanning ??= this.scan().finally(() => (this.scanning = undefined));
    return this.scanning;
  }

  /**
   * Reads one run folder, as after its trainer has started, and follows it while it is active.
   * @throws RunFolderError when it is not the folder of a run
   */
  async load(folder: string): Promise<Run> {
    const { readManifest } = await import('../../runs/readManifest');
    const { observeStatus } = await import('../../runs/processIdentity');
    const manifest = await readManifest(folder);
    const run = await this.take({ folder, manifest, status: await observeStatus(manifest) });
    this.listChanges.fire();
    return run;
  }

  /** Sends to the trainer of a run; false when it can't be reached. */
  send(folder: string, message: ToTrainer): boolean {
    return this.followers.get(folder)?.send(message) ?? false;
  }

  /** How a trainer that this window forked will end: explains a crash. */
  expectExit(folder: string, exit: Promise<ProcessExit>): void {
    this.exits.set(folder, exit);
  }

  /** Resolves when the training of a run has ended; at once when it is not under way. */
  async ended(folder: string): Promise<void> {
    if (!this.followers.has(folder)) return;
    await new Promise<void>((resolve) => {
      const listener = this.onDidEnd((run) => {
        if (run.folder !== folder) return;
        listener.dispose();
        resolve();
      });
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async scan(): Promise<void> {
    const { runsFolderOf, stateFolderOf } = await import('../../runs/stateFolder');
    const roots = new Set([...workspaceRoots(), ...this.nestedRoots, ...this.watcher.seenRoots]);
    // A run that begins while the folders are being read may not be among what is found.
    const before = new Set(this.runs.keys());
    const unreadable: UnreadableRun[] = [];
    const seen = new Set<string>();
    for (const root of roots) {
      const runsFolder = runsFolderOf(stateFolderOf(root));
      // Where nothing was trained, what reads manifests is not even loaded.
      if (!existsSync(runsFolder)) continue;
      const { listRuns } = await import('../../runs/runList');
      const entries = await listRuns(runsFolder).catch((error: unknown) => {
        this.log.error(`${root}: ${String(error)}`);
        return [];
      });
      for (const entry of entries) {
        if (entry.type === 'unreadable') {
          unreadable.push({ ...entry, root });
          continue;
        }
        seen.add(entry.folder);
        await this.take(entry);
      }
    }
    this.unreadable = unreadable;
    for (const folder of before) if (!seen.has(folder)) this.forget(folder);
    this.listChanges.fire();
  }

  private async take({ folder, manifest, status }: ReadRun): Promise<Run> {
    const known = this.runs.get(folder);
    const fresh: Run = {
      folder,
      root: rootOf(folder),
      id: basename(folder),
      manifest,
      status,
      phase: undefined,
      latest: undefined,
      notices: [],
      crash: undefined,
    };
    const { phase, latest, notices, crash } = known ?? fresh;
    const run = isActive({ status })
      ? { ...fresh, phase, latest, notices }
      : {
          ...fresh,
          notices,
          crash: status === 'crashed' ? (crash ?? (await this.explain(folder))) : undefined,
        };
    this.runs.set(folder, run);
    this.changes.fire({ folder, message: undefined });
    if (isActive(run) && !this.followers.has(folder)) await this.follow(folder);
    return run;
  }

  private forget(folder: string): void {
    this.runs.delete(folder);
    this.exits.delete(folder);
    this.followers.get(folder)?.dispose();
    this.followers.delete(folder);
    this.changes.fire({ folder, message: undefined });
  }

  private async follow(folder: string): Promise<void> {
    const { RunFollower } = await import('./runFollower');
    if (this.disposables.isDisposed || this.followers.has(folder)) return;
    const follower = new RunFollower({
      folder,
      onMessage: (message) => this.receive(folder, message),
      onEnded: () => void this.end(folder),
      log: (text) => this.log.debug(text),
    });
    this.followers.set(folder, follower);
  }

  private receive(folder: string, message: FromTrainer): void {
    const run = this.runs.get(folder);
    if (run === undefined) return;
    const next = withMessage(run, message);
    this.runs.set(folder, next);
    if (message.type === 'warning') this.log.warn(`${run.id}: ${message.message}`);
    this.changes.fire({ folder, message });
    if (next.status !== run.status) this.listChanges.fire();
  }

  private async end(folder: string): Promise<void> {
    this.followers.get(folder)?.dispose();
    this.followers.delete(folder);
    try {
      this.endings.fire(await this.load(folder));
    } catch (error) {
      this.log.debug(error instanceof Error ? error.message : String(error));
      const run = this.runs.get(folder);
      this.forget(folder);
      this.listChanges.fire();
      if (run !== undefined) this.endings.fire(run);
    }
  }

  private async explain(folder: string) {
    const { readLogTail } = await import('./readLogTail');
    // The socket breaks a moment before the exit is reported.
    const exit = await Promise.race([this.exits.get(folder), sleep(exitLimitMs, undefined)]);
    return explainExit(exit, await readLogTail(folder));
  }
}

const workspaceRoots = (): string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);

async function findNestedRoots(): Promise<string[]> {
  const manifests = await vscode.workspace.findFiles('**/.s2s/runs/*/run.json', '**/node_modules/**');
  return [...new Set(manifests.map(({ fsPath }) => rootOf(dirname(fsPath))))];
}
