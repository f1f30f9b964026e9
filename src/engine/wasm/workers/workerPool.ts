import { existsSync } from 'node:fs';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { WasmVariables } from '../wasmVariables';
import type { ThreadStart, WatcherStart, WorkerCommand, WorkerReport, WorkerStart } from './messages';
import { receiveMessages } from './receiveMessages';
import { RunControl } from './runControl';

export interface WorkerPoolOptions {
  /** Folder of the .wasm files. */
  readonly wasmFolder: string;
  /** The script of a worker: `engineWorker.js` of a build. */
  readonly workerFile: string;
  /** Threads that compute, the calling one among them: at least 2. */
  readonly threads: number;
  /** Of the WebAssembly engine in this thread: all must compute with the same kernels. */
  readonly version: string;
  /** How long the other threads may take longer than this one; for the first run, they have to start. */
  readonly patienceSeconds?: number;
}

const defaultPatienceSeconds = 120;

/**
 * The threads of an engine beside the one that calls it: the workers, and one that watches over them. They live as long as the engine, and do not keep the process alive.
 */
export class WorkerPool {
  readonly control: RunControl;
  readonly patienceSeconds: number;
  private readonly workers: {
    readonly worker: Worker;
    readonly commands: MessagePort;
    readonly reports: MessagePort;
  }[] = [];
  private readonly watcher: Worker;
  private runs = 0;
  private syncedEdition: number | undefined;
  private steps = 0;
  /** Why no run is possible any more. */
  private problem: string | undefined;

  /** @throws Error when the script is missing */
  constructor(private readonly options: WorkerPoolOptions) {
    const { threads, workerFile, wasmFolder } = options;
    if (!existsSync(workerFile))
      throw new Error(
        `The WebAssembly engine is incomplete: ${workerFile} is missing. Install the extension again, or train on one thread.`,
      );
    this.control = RunControl.create(threads);
    this.patienceSeconds = options.patienceSeconds ?? defaultPatienceSeconds;
    const lifelines: MessagePort[] = [];
    for (let participant = 1; participant < threads; participant++) {
      const commands = new MessageChannel();
      const reports = new MessageChannel();
      const lifeline = new MessageChannel();
      const workerData: WorkerStart = {
        role: 'worker',
        wasmFolder,
        participant,
        participants: threads,
        control: this.control.memory,
        commands: commands.port2,
        reports: reports.port2,
        lifeline: lifeline.port2,
      };
      const worker = this.startThread(workerData, [commands.port2, reports.port2, lifeline.port2]);
      lifelines.push(lifeline.port1);
      for (const { port1 } of [commands, reports]) port1.unref();
      this.workers.push({ worker, commands: commands.port1, reports: reports.port1 });
    }
    const watcherData: WatcherStart = {
      role: 'watcher',
      control: this.control.memory,
      participants: threads,
      lifelines,
    };
    this.watcher = this.startThread(watcherData, lifelines);
  }

  get threads(): number {
    return this.options.threads;
  }

  /** A number for a step, new in this pool. */
  nextStep(): number {
    return ++this.steps;
  }

  /** A number for a run. */
  nextRun(): number {
    return ++this.runs;
  }

  /** @throws Error when a thread is gone */
  post(participant: number, command: WorkerCommand): void {
    if (this.problem !== undefined) throw this.stopped();
    this.workers[participant - 1]?.commands.postMessage(command);
    this.control.announceCommand();
  }

  /** @throws Error when a thread is gone */
  postAll(command: WorkerCommand): void {
    for (let participant = 1; participant < this.threads; participant++) this.post(participant, command);
  }

  /** Frees what the threads hold for a step; no matter if they are gone. */
  unload(step: number): void {
    if (this.problem === undefined) this.postAll({ type: 'unload', step });
  }

  /** Gives all threads the values that the variables have here, unless they have them already. */
  synchronize(variables: WasmVariables): void {
    if (this.syncedEdition === variables.edition) return;
    const all = [...variables.read()];
    const size = all.reduce((sum, [, { values }]) => sum + values.length, 0);
    const values = new Float32Array(new SharedArrayBuffer(Float32Array.BYTES_PER_ELEMENT * size));
    let offset = 0;
    for (const [, variable] of all) {
      values.set(variable.values, offset);
      offset += variable.values.length;
    }
    const layout = all.map(([name, { shape }]) => [name, shape] as const);
    this.postAll({ type: 'define', variables: layout, values: values.buffer });
    this.syncedEdition = variables.edition;
  }

  /** Says that all threads have changed the variables alike. */
  updated(variables: WasmVariables): void {
    this.syncedEdition = variables.edition;
  }

  /** Says that a thread may have other values. */
  forgetVariables(): void {
    this.syncedEdition = undefined;
  }

  /**
   * What a thread says of its failure in this run.
   * @throws Error when a thread computes with other kernels, or can't go on
   */
  failureMessage(run: number): string {
    let message = 'without a word';
    for (const report of this.readReports())
      if (report.type === 'failed' && report.run === run) ({ message } = report);
    return message;
  }

  /** Reads what the threads say. @throws Error when one computes with other kernels, or can't go on */
  readReports(): WorkerReport[] {
    const reports: WorkerReport[] = [];
    for (const worker of this.workers) reports.push(...receiveMessages<WorkerReport>(worker.reports));
    for (const report of reports) {
      if (report.type === 'broken') this.break(report.message);
      if (report.type === 'ready' && report.version !== this.options.version)
        this.break(`it computes with ${report.version} instead of ${this.options.version}`);
    }
    if (this.problem !== undefined) throw this.stopped();
    return reports;
  }

  /** Ends the pool after a thread did not arrive. @returns what to throw */
  giveUp(reason: string): Error {
    try {
      this.readReports();
    } catch (error) {
      if (error instanceof Error) return error;
    }
    this.break(reason);
    return this.stopped();
  }

  dispose(): void {
    this.problem = 'the engine has been disposed';
    this.control.stop();
    void this.watcher.terminate();
    for (const { worker, commands, reports } of this.workers) {
      commands.close();
      reports.close();
      void worker.terminate();
    }
  }

  private startThread(start: ThreadStart, transferList: MessagePort[]): Worker {
    const worker = new Worker(this.options.workerFile, { workerData: start, transferList });
    worker.on('error', (error) => {
      this.break(error.message);
    });
    worker.on('exit', () => {
      this.break('it has ended');
    });
    worker.unref();
    return worker;
  }

  private break(problem: string): void {
    this.problem ??= problem;
    this.control.stop();
  }

  private stopped(): Error {
    return new Error(
      `A thread of the WebAssembly engine has failed: ${this.problem ?? ''}. Go on from the last checkpoint; if memory ran out, with fewer threads (s2s.engine.threads, --threads 1) or a smaller training.batch_size.`,
    );
  }
}
