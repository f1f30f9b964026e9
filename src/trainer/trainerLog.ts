import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { runFiles } from '../runs/runFiles';

/** `trainer.log` of a run folder: what a process without a terminal has to say. A full disk silences it. */
export class TrainerLog {
  private readonly file: string;

  constructor(runFolder: string) {
    this.file = path.join(runFolder, runFiles.log);
  }

  write(text: string): void {
    try {
      appendFileSync(this.file, `${new Date().toISOString()} ${text}\n`);
    } catch {
      // Nowhere left to say it: training goes on without a log.
    }
  }

  /** Sends what libraries print to the log. */
  captureConsole(): void {
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
      console[method] = (...values: unknown[]) => {
        this.write(format(...values));
      };
  }
}
