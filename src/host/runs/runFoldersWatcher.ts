import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { Throttle } from '../throttle';

const intervalMs = 500;
/** A folder is there a moment before its manifest. */
const secondLookMs = 2_000;

/**
 * Tells when it is worth looking at the run folders again: when one comes or goes anywhere in the workspace. What is inside
 * of them is left out of VS Code's watching (a training writes there all the time); what this misses, such as an old run
 * resumed from the command line, shows when the window is focused again.
 */
export class RunFoldersWatcher implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly soon = this.disposables.add(new Throttle(intervalMs, () => this.changes.fire()));
  private readonly secondLooks = new Set<NodeJS.Timeout>();
  private readonly roots = new Set<string>();

  readonly onDidChange = this.changes.event;

  constructor() {
    const { workspace, window } = vscode;
    const watcher = this.disposables.add(workspace.createFileSystemWatcher('**/.s2s/runs/*'));
    this.disposables.add(watcher.onDidCreate((folder) => this.note(folder)));
    this.disposables.add(watcher.onDidDelete(() => this.soon.request()));
    this.disposables.add(workspace.onDidChangeWorkspaceFolders(() => this.soon.request()));
    this.disposables.add(
      window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.soon.request();
      }),
    );
    this.disposables.add({ dispose: () => this.secondLooks.forEach((timer) => clearTimeout(timer)) });
  }

  /** Folders that were seen to get a run. */
  get seenRoots(): Iterable<string> {
    return this.roots;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private note(runFolder: vscode.Uri): void {
    if (runFolder.scheme !== 'file') return;
    this.roots.add(rootOf(runFolder.fsPath));
    this.soon.request();
    const timer = setTimeout(() => {
      this.secondLooks.delete(timer);
      this.soon.request();
    }, secondLookMs);
    this.secondLooks.add(timer);
  }
}

/** `<root>/.s2s/runs/<id>` → `<root>` */
export const rootOf = (runFolder: string): string => dirname(dirname(dirname(runFolder)));
