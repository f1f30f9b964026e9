import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { nativeRootVariable } from '../../native/nativeFolders';
import { trainerStartedSchema } from '../../protocol/trainer';
import type { TrainerStart } from '../../protocol/trainer';
import type { ProcessExit } from './explainExit';
import { currentHostProcess, forkOptions, trainerInspectPort } from './forkOptions';

export interface TrainerLaunch {
  /** The bundled trainer. */
  readonly script: string;
  /** Where the extension installs native TensorFlow. */
  readonly nativeRoot: string;
  readonly start: TrainerStart;
  /** Takes what the process prints. */
  readonly logFile: string;
  /** Gives the start up: the process is killed. */
  readonly signal: AbortSignal;
}

/** Reading and encoding millions of pairs takes minutes; whoever has enough can give the start up. */
const startLimitMs = 15 * 60_000;

export interface LaunchedTrainer {
  /** Resolves when the process ends, if this one still lives then. */
  readonly exit: Promise<ProcessExit>;
}

/**
 * Forks a trainer and gives it its orders. Returns when the run is on disk and the trainer listens on its socket, through
 * which everything else goes: the fork's own channel only starts it and tells it when this process is gone.
 * @throws Error with the trainer's reason when it can't start
 */
export async function launchTrainer({
  script,
  nativeRoot,
  start,
  logFile,
  signal,
}: TrainerLaunch): Promise<LaunchedTrainer> {
  const log = await open(logFile, 'a');
  try {
    const host = currentHostProcess();
    const inspectPort = trainerInspectPort(host.env);
    const env = { [nativeRootVariable]: nativeRoot };
    const child = fork(
      script,
      forkOptions(host, { detached: true, logDescriptor: log.fd, inspectPort, env }),
    );
    const exit = new Promise<ProcessExit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    try {
      await started(child, start, signal);
    } catch (error) {
      child.kill('SIGKILL');
      // Afterwards nothing is written to the run folder any more. A process that never began has no end either.
      if (child.pid !== undefined) await exit;
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

function started(child: ChildProcess, start: TrainerStart, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      finish(new Error(`The trainer did not start within ${startLimitMs / 60_000} minutes.`));
    }, startLimitMs);
    const onMessage = (message: unknown): void => {
      const { data } = trainerStartedSchema.safeParse(message);
      if (data === undefined) return;
      finish(data.type === 'failed' ? new Error(data.message) : undefined);
    };
    const onError = (error: Error): void => finish(error);
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
      finish(new Error(`The trainer ended while it started (${signal ?? `exit code ${code ?? '?'}`}).`));
    const onAbort = (): void => finish(new Error('The start was given up.'));
    const finish = (error: Error | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      child.off('message', onMessage).off('error', onError).off('exit', onExit);
      // Errors of the channel after the start are of no interest: the socket tells how training goes.
      child.on('error', () => undefined);
      if (error === undefined) resolve();
      else reject(error);
    };
    child.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else child.send(start);
  });
}
