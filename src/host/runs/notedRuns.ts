import * as vscode from 'vscode';
import type { RunNotes } from '../../runs/runNotes';
import { Disposables } from '../disposables';
import { Throttle } from '../throttle';
import type { RunStore } from './runStore';

const nothingNoted: RunNotes = { star: false, note: '' };
const readIntervalMs = 1_000;

/**
 * Stars and notes of the runs, for what shows and changes them. They are read with the list of runs; whoever changes them in
 * this window does it here, so that every view follows.
 */
export class NotedRuns implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<string>());
  private readonly known = new Map<string, RunNotes>();
  private readonly reads = this.disposables.add(new Throttle(readIntervalMs, () => void this.readAll()));

  /** The notes of the run in this folder are others. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly store: RunStore,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add(store.onDidChangeList(() => this.reads.request()));
  }

  of(folder: string): RunNotes {
    return this.known.get(folder) ?? nothingNoted;
  }

  /** @throws RunFolderError when the run is gone, or its notes are damaged */
  async change(folder: string, change: Partial<RunNotes>): Promise<void> {
    const { changeRunNotes } = await import('../../runs/runNotes');
    this.take(folder, await changeRunNotes(folder, change));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async readAll(): Promise<void> {
    const folders = this.store.all().map(({ folder }) => folder);
    for (const folder of this.known.keys()) if (!folders.includes(folder)) this.known.delete(folder);
    if (folders.length === 0) return;
    const { readRunNotes } = await import('../../runs/runNotes');
    await Promise.all(
      folders.map(async (folder) => {
        try {
          this.take(folder, await readRunNotes(folder));
        } catch (error) {
          // The run itself is as good as before.
          this.log.warn(error instanceof Error ? error.message : String(error));
        }
      }),
    );
  }

  private take(folder: string, notes: RunNotes): void {
    const { star, note } = this.of(folder);
    this.known.set(folder, notes);
    if (star !== notes.star || note !== notes.note) this.changes.fire(folder);
  }
}
