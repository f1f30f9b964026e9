import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { Throttle } from '../throttle';

const intervalMs = 500;

/**
 * Tells when it is worth looking at the run folders again. The recursive watcher of the workspace leaves `.s2s` out
 * (a training writes there all the time), so the runs folders themselves are watched, without what is below; what this
 * misses (an old run resumed from the command line) shows when the window is focused again.
 */
export class RunFoldersWatcher implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly throttle = this.disposables.add(new Throttle(intervalMs, () => this.emitter.fire()));
  private readonly emitter = this.disposables.add(new vscode.EventEmitter<void>());
  private watchers = new Disposables();

  readonly onDidChange = this.emitter.event;

  constructor() {
    this.disposables.add(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.watch();
        this.throttle.request();
      }),
    );
    this.disposables.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.throttle.request();
      }),
    );
    this.watch();
  }

  dispose(): void {
    this.watchers.dispose();
    this.disposables.dispose();
  }

  private watch(): void {
    this.watchers.dispose();
    this.watchers = new Disposables();
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      if (folder.uri.scheme !== 'file') continue;
      const runs = vscode.Uri.joinPath(folder.uri, '.s2s', 'runs');
      const watcher = this.watchers.add(
        vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(runs, '*')),
      );
      for (const event of [watcher.onDidCreate, watcher.onDidDelete, watcher.onDidChange])
        this.watchers.add(event(() => this.throttle.request()));
    }
  }
}
