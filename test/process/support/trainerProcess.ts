import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { currentHostProcess, forkOptions } from '../../../src/host/runs/forkOptions';
import { trainerStartedSchema } from '../../../src/protocol/trainer';
import type { TrainerStart, TrainerStarted } from '../../../src/protocol/trainer';
import { RunReader } from '../../../src/runs/runReader';
import { cleanEnvironment } from './cleanEnvironment';
import { within } from './deadline';
import { installation } from './installation';
import { hasEnded, killAtEnd } from './leftovers';
import { TrainerWatcher } from './trainerWatcher';

/** What a test says about a training; the rest is as usual. */
export type TrainerOrder = Pick<TrainerStart, 'configFile' | 'runFolder'> & Partial<TrainerStart>;

export function trainerStart(order: TrainerOrder): TrainerStart {
  return { type: 'train', resume: false, engine: 'wasm', whenParentExits: 'checkpointAndStop', ...order };
}

export interface TrainerLimits {
  /** Options of the trainer's node. */
  readonly execArgv?: readonly string[];
  /** No file may grow beyond this: RLIMIT_FSIZE, in units of 1,024 bytes. */
  readonly fileKibibytes?: number;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A trainer forked with the options that the extension host forks it with. */
export class TrainerProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly runFolder: string,
    private readonly logFile: string,
    /** Undefined when it ended without an answer. */
    readonly started: Promise<TrainerStarted | undefined>,
    private readonly exit: Promise<ProcessEnd>,
  ) {}

  static async fork(order: TrainerOrder, limits: TrainerLimits = {}): Promise<TrainerProcess> {
    const { trainer } = await installation();
    const logFile = path.join(path.dirname(order.configFile), `${path.basename(order.runFolder)}.log`);
    const log = await open(logFile, 'a');
    const options = forkOptions(
      { ...currentHostProcess(), env: cleanEnvironment() },
      { detached: false, logDescriptor: log.fd },
    );
    const child = fork(trainer, { ...options, ...executable(limits) });
    await log.close();
    killAtEnd(child.pid);
    const exit = new Promise<ProcessEnd>((resolve) => {
      child.once('exit', (code, signal) => {
        hasEnded(child.pid);
        resolve({ code, signal });
      });
    });
    const started = new Promise<TrainerStarted | undefined>((resolve) => {
      child.once('message', (message) => {
        resolve(trainerStartedSchema.parse(message));
      });
      void exit.then(() => {
        resolve(undefined);
      });
    });
    child.send(trainerStart(order));
    return new TrainerProcess(child, order.runFolder, logFile, started, exit);
  }

  /** Forks one that must get as far as training. */
  static async train(order: TrainerOrder, limits: TrainerLimits = {}): Promise<TrainerProcess> {
    const trainer = await TrainerProcess.fork(order, limits);
    const started = await within(trainer.started, () => 'the trainer to start');
    if (started?.type !== 'listening')
      throw new Error(started?.message ?? `The trainer ended at once: ${await trainer.log()}`);
    return trainer;
  }

  /** Why it does not train: the message it answers with, once it has ended as a failure. */
  static async refusal(order: TrainerOrder): Promise<string> {
    const trainer = await TrainerProcess.fork(order);
    const started = await within(trainer.started, () => 'the trainer to refuse');
    if (started?.type !== 'failed') throw new Error(`It was not refused: ${await trainer.log()}`);
    const { code } = await trainer.end();
    if (code !== 1) throw new Error(`It was refused, but the exit code is ${code}.`);
    return started.message;
  }

  /** What it printed. */
  log(): Promise<string> {
    return readFile(this.logFile, 'utf8');
  }

  end(): Promise<ProcessEnd> {
    return within(this.exit, () => 'the trainer to end');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async watch(): Promise<TrainerWatcher> {
    return TrainerWatcher.connect(await new RunReader(this.runFolder).readManifest());
  }
}

/** Trains to the config's own end; answers when the process has ended well. */
export async function trainToEnd(order: TrainerOrder): Promise<void> {
  const trainer = await TrainerProcess.train(order);
  const { code } = await trainer.end();
  if (code !== 0) throw new Error(`The trainer ended with ${code}:\n${await trainer.log()}`);
}

function executable({ execArgv = [], fileKibibytes }: TrainerLimits): {
  execPath: string;
  execArgv: string[];
} {
  if (fileKibibytes === undefined) return { execPath: process.execPath, execArgv: [...execArgv] };
  // Node can't limit itself; bash hands its channel on to the process that takes its place.
  const script = `ulimit -f ${fileKibibytes}; exec "$0" "$@"`;
  return { execPath: 'bash', execArgv: ['-c', script, process.execPath, ...execArgv] };
}
