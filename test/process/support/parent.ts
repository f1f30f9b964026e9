import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { currentHostProcess, forkOptions } from '../../../src/host/runs/forkOptions';
import type { TrainerStart } from '../../../src/protocol/trainer';

/**
 * Stands in for the extension host: forks one trainer as it does, passes the trainer's first answer on, and stays until it
 * is killed.
 */
export interface ParentOrder {
  readonly script: string;
  readonly start: TrainerStart;
  readonly logFile: string;
}

process.once('message', ({ script, start, logFile }: ParentOrder) => {
  const logDescriptor = openSync(logFile, 'a');
  const trainer = fork(script, forkOptions(currentHostProcess(), { detached: true, logDescriptor }));
  closeSync(logDescriptor);
  trainer.once('message', (answer) => process.send?.(answer));
  trainer.send(start);
});
