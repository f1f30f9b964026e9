import { fork } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { trainerStartedSchema, type TrainerStart } from '../../protocol/trainer';
import { runFiles } from '../../runs/runFiles';

/** The bundles stand beside each other. */
const script = path.join(__dirname, 'trainer.js');

/**
 * A training in a process of its own: what ends it, memory that ran out say, does not end the others. It stops with a
 * checkpoint when it is asked to, and when this process is gone.
 */
export interface ForkedTrainer {
  /** Resolves when the run is on disk; rejects with a sentence when it could not begin. */
  readonly started: Promise<void>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  /** Asks for a checkpoint and the end. */
  readonly stop: () => void;
  readonly kill: () => void;
}

export async function forkTrainer(
  start: Omit<TrainerStart, 'type' | 'whenParentExits'>,
): Promise<ForkedTrainer> {
  await mkdir(start.runFolder, { recursive: true });
  const log = await open(path.join(start.runFolder, runFiles.log), 'a');
  const child = fork(script, {
    // A terminal's Ctrl+C is for this process, which then asks.
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    // A console window of its own is what a detached process would get on Windows; the type lacks the option.
    ...{ windowsHide: true },
  });
  await log.close();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const started = new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      const { data } = trainerStartedSchema.safeParse(message);
      if (data?.type === 'listening') resolve();
      else if (data?.type === 'failed') reject(new Error(data.message));
    });
    child.on('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`The trainer ended while it started (${signal ?? `exit code ${code ?? '?'}`}).`)),
    );
  });
  child.send({ ...start, type: 'train', whenParentExits: 'checkpointAndStop' } satisfies TrainerStart);
  return {
    started,
    ended,
    stop: () =>
      void started.then(
        () => {
          if (child.connected) child.disconnect();
        },
        () => undefined,
      ),
    kill: () => void child.kill('SIGKILL'),
  };
}
