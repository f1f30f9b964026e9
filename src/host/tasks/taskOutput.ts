import * as vscode from 'vscode';
import { Disposables } from '../disposables';

export const taskExitCodes = { done: 0, failed: 1, stopped: 130 } as const;

/** What a task writes, line by line, and how it ends: what all its terminals have in common. */
export class TaskOutput implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly writes = this.disposables.add(new vscode.EventEmitter<string>());
  private readonly closings = this.disposables.add(new vscode.EventEmitter<number>());
  private ended = false;

  readonly onDidWrite = this.writes.event;
  readonly onDidClose = this.closings.event;

  line(text: string): void {
    this.raw(`${text}\n`);
  }

  /** Lines of a terminal go back to their beginning. */
  raw(text: string): void {
    if (!this.ended) this.writes.fire(text.replace(/\r?\n/g, '\r\n'));
  }

  end(exitCode: number): void {
    if (this.ended) return;
    this.ended = true;
    this.closings.fire(exitCode);
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
