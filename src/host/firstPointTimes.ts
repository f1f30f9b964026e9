import * as vscode from 'vscode';

/** How long it takes from the command Train Model to the first painted point of the curve. */
export class FirstPointTimes {
  private readonly startedMs = new Map<string, number>();
  private readonly emitter = new vscode.EventEmitter<{ folder: string; elapsedMs: number }>();

  readonly onDidMeasure = this.emitter.event;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** The command was given at `startedMs` (`performance.now()`), and the run is in `folder`. */
  start(folder: string, startedMs: number): void {
    this.startedMs.set(folder, startedMs);
  }

  painted(folder: string): void {
    const startedMs = this.startedMs.get(folder);
    if (startedMs === undefined) return;
    this.startedMs.delete(folder);
    const elapsedMs = performance.now() - startedMs;
    this.log.info(`First point painted ${elapsedMs.toFixed(0)} ms after the command: ${folder}`);
    this.emitter.fire({ folder, elapsedMs });
  }
}
