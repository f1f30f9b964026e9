import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { trainerStartedSchema } from '../../protocol/trainer';
import type { TrainerStart } from '../../protocol/trainer';
import type { ProcessExit } from './explainExit';
import { currentHostProcess, forkOptions, trainerInspectPort } from './forkOptions';

export interface TrainerLaunch {
  /** The bundled trainer. */
  readonly script: string;
  readonly start: TrainerStart;
  /** Takes what the process prints. */
  readonly logFile: string;
}

const startLimitMs = 120_000;

export interface LaunchedTrainer {
  /** Resolves when the process ends, if this one still lives then. */
  readonly exit: Promise<ProcessExit>;
}

/**
 * Forks a trainer and gives it its orders. Returns when the run is on disk and the trainer listens on its socket, through
 * which everything else goes: the fork's own channel only starts it and tells it when this process is gone.
 * @throws Error with the trainer's reason when it can't start
 */
export async function launchTrainer({ script, start, logFile }: TrainerLaunch): Promise<LaunchedTrainer> {
  const log = await open(logFile, 'a');
  try {
    const host = currentHostProcess();
    const inspectPort = trainerInspectPort(host.env);
    const child = fork(script, forkOptions(host, { detached: true, logDescriptor: log.fd, inspectPort }));
    const exit = new Promise<ProcessExit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    try {
      await started(child, start);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    // Neither the process nor the channel keeps this one alive.
    child.unref();
    child.channel?.unref();
    return { exit };
  } finally {
    await log.close();
  }
}

function started(child: ChildProcess, start: TrainerStart): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      finish(new Error(`The trainer did not start within ${startLimitMs / 1000} seconds.`));
    }, startLimitMs);
    const onMessage = (message: unknown): void => {
      const { data } = trainerStartedSchema.safeParse(message);
      if (data === undefined) return;
      finish(data.type === 'failed' ? new Error(data.message) : undefined);
    };
    const onError = (error: Error): void => finish(error);
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
      finish(new Error(`The trainer ended while it started (${signal ?? `exit code ${code ?? '?'}`}).`));
    const finish = (error: Error | undefined): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('error', onError).off('exit', onExit);
      // Errors of the channel after the start are of no interest: the socket tells how training goes.
      child.on('error', () => undefined);
      if (error === undefined) resolve();
      else reject(error);
    };
    child.on('message', onMessage).on('error', onError).on('exit', onExit);
    child.send(start);
  });
}
