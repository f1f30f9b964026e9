import type * as vscode from 'vscode';
import { taskExitCodes, TaskOutput } from './taskOutput';

/** Says why a task can't run. */
export class ProblemTerminal implements vscode.Pseudoterminal {
  private readonly output = new TaskOutput();
  readonly onDidWrite = this.output.onDidWrite;
  readonly onDidClose = this.output.onDidClose;

  constructor(private readonly problem: string) {}

  open(): void {
    this.output.line(this.problem);
    this.output.end(taskExitCodes.failed);
  }

  close(): void {
    this.output.dispose();
  }
}
