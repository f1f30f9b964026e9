import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bestMetric } from '../core/config/schema';
import type { TrainEvent } from '../core/train/events';
import type { FromTrainer } from '../protocol/trainer';
import type { RunManifest } from '../runs/manifest';
import { ownIdentity, silentElsewhereMs } from '../runs/processIdentity';
import { recordTrainEvent } from '../runs/recordTrainEvent';
import { compareRuns } from '../runs/compareRuns';
import type { RunLock } from '../runs/runLock';
import { acquireRunLock } from '../runs/runLock';
import { RunFolderError } from '../runs/runFolderError';
import { RunWriter } from '../runs/runWriter';
import { ensureStateFolder } from '../runs/stateFolder';
import { EventServer } from './eventServer';
import type { TrainingRequestMessage } from './eventServer';
import { prepareTraining } from './prepareTraining';
import type { PreparedTraining, TrainingRequest } from './prepareTraining';
import { lockRootOf } from './stateRoot';

/** Well below the silence after which a run elsewhere counts as crashed. */
const signOfLifeMs = silentElsewhereMs / 4;

/** A training that waits writes nothing that would fail once its folder is gone. */
const lookForFolderMs = 2_000;

/** Time for messages to leave and for watchers to be greeted. */
const settleMs = 10;

export interface TrainingListener {
  /** Everything that watchers are told, in the same order; what an event is about is already in the run folder. */
  readonly onMessage: (message: FromTrainer) => void;
}

/**
 * One training of one run, from the config to the end: it holds the config's lock, writes the run folder, and tells
 * listeners and watchers. The forked trainer and the command line both train through this.
 */
export class TrainingSession {
  /** What it is busy with, for watchers that come later. */
  private phase: FromTrainer | undefined;

  private constructor(
    private readonly prepared: PreparedTraining,
    private readonly writer: RunWriter,
    private readonly server: EventServer,
    private readonly lock: RunLock,
    private readonly listener: TrainingListener,
  ) {}

  /**
   * Prepares everything, so that a training that can't work fails here, before there is a run folder. Afterwards the run
   * is on disk and its socket listens.
   * @throws ConfigError, DataError, RunFolderError, AlreadyTrainingError: sentences for people
   */
  static async open(request: TrainingRequest, listener: TrainingListener): Promise<TrainingSession> {
    const runFolder = path.resolve(request.runFolder);
    const configFile = path.resolve(request.configFile);
    const stateFolder = await ensureStateFolder(await lockRootOf(configFile, runFolder));
    // To train a run again, or a variant, is no reason not to train the config as it is now.
    const isOfConfig = request.reproduces === undefined && request.group === undefined;
    const locked = isOfConfig ? configFile : runFolder;
    const lock = await acquireRunLock(stateFolder, locked, runFolder);
    try {
      const prepared = await prepareTraining({ ...request, configFile, runFolder });
      return await TrainingSession.begin(prepared, lock, listener);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get folder(): string {
    return this.writer.folder;
  }

  get manifest(): RunManifest {
    return this.writer.manifest;
  }

  /** Asks for a checkpoint and the end; `run` resolves after that. */
  stop(): void {
    this.ask({ type: 'stop' });
  }

  /** Asks for something that happens between two steps. */
  ask(request: TrainingRequestMessage): void {
    this.prepared.control.ask(request);
  }

  /** Resolves when somebody watches this training, or after the limit. */
  whenWatched(limitMs: number): Promise<void> {
    return this.server.whenWatched(limitMs);
  }

  /**
   * Trains to the end and returns the manifest as it then is.
   * @throws whatever made training impossible, after the manifest says so (if it can still be written)
   */
  async run(): Promise<RunManifest> {
    const signsOfLife = setInterval(() => void this.showLife(), signOfLifeMs);
    const looks = setInterval(() => this.lookForFolder(), lookForFolderMs);
    try {
      // Watchers are greeted with them, whenever they come.
      for (const message of warningsOf(this.prepared)) this.listener.onMessage(message);
      for await (const event of this.prepared.train()) await this.record(event);
      return this.manifest;
    } catch (error) {
      await this.fail(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      clearInterval(signsOfLife);
      clearInterval(looks);
      await this.close();
    }
  }

  /** Leaves the run as failed, for an error outside `run` (an exception nobody caught). */
  async fail(message: string): Promise<void> {
    try {
      await this.writer.finish('failed', { message });
    } catch {
      // The disk may be what failed: the manifest keeps saying running, and readers see that the process is gone.
    }
    this.tell({ type: 'manifest', manifest: this.manifest });
  }

  private static async begin(
    prepared: PreparedTraining,
    lock: RunLock,
    listener: TrainingListener,
  ): Promise<TrainingSession> {
    let session: TrainingSession | undefined;
    const server = await EventServer.listen({
      greeting: () => [
        { type: 'manifest', manifest: session?.manifest ?? prepared.manifest },
        ...(session?.phase === undefined ? [] : [session.phase]),
        ...warningsOf(prepared),
      ],
      onRequest: (request) => prepared.control.ask(request),
    });
    try {
      const { path: socket, token } = server;
      const process = { ...(await ownIdentity()), socket, token };
      const writer = await TrainingSession.openWriter(prepared, process);
      session = new TrainingSession(prepared, writer, server, lock, listener);
      return session;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** The first manifest on disk names the process already: without one a run looks crashed. */
  private static async openWriter(
    prepared: PreparedTraining,
    process: NonNullable<RunManifest['process']>,
  ): Promise<RunWriter> {
    const { runFolder, config, codecs, manifest, checkpoint } = prepared;
    if (prepared.resumed) {
      const { engine, versions, configFile, data } = manifest;
      const change = { engine, versions, configFile, data, process };
      return RunWriter.resume(runFolder, checkpoint?.loop, change);
    }
    await mkdir(path.dirname(runFolder), { recursive: true });
    return RunWriter.create(runFolder, { manifest: { ...manifest, process }, config, codecs });
  }

  /** A write now and then, however long a validation takes: other machines can't see whether the process lives. */
  private async showLife(): Promise<void> {
    try {
      await this.writer.update({});
    } catch {
      // The write that matters next fails with the same reason, and says so.
    }
  }

  private lookForFolder(): void {
    if (this.manifest.pausedAt === undefined || existsSync(this.folder)) return;
    const remedy = 'Its weights are lost with it; train the config again.';
    this.prepared.control.abandon(
      new RunFolderError(this.folder, 'the folder of this run was deleted while its training waited', remedy),
    );
  }

  private async record(event: TrainEvent): Promise<void> {
    const before = this.manifest;
    const { training, task } = this.prepared.config;
    // One write tells of the end and of how it compares.
    if (event.type === 'finished') await this.compare();
    await recordTrainEvent(this.writer, event, bestMetric(training, task));
    const message = toMessage(event);
    if (message !== undefined) this.tell(message);
    if (message?.type === 'phase') {
      this.phase = message;
      // Parts of a phase block this process, for seconds: what was said leaves before, and who is on the way comes in.
      if (message.progress !== undefined) await sleep(settleMs);
    }
    const { status, best, pausedAt, learningRateChanges } = this.manifest;
    const isNews =
      status !== before.status ||
      best !== before.best ||
      pausedAt !== before.pausedAt ||
      learningRateChanges !== before.learningRateChanges;
    if (isNews) this.tell({ type: 'manifest', manifest: this.manifest });
  }

  /** Notes how this run compares with the one that it reproduces, if there is one. */
  private async compare(): Promise<void> {
    const { reproduces } = this.manifest;
    if (reproduces === undefined) return;
    try {
      await this.writer.note({ reproduction: await compareRuns(reproduces, this.manifest, this.folder) });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.tell({ type: 'warning', message: `This run could not be compared with ${reproduces}: ${why}` });
    }
  }

  private tell(message: FromTrainer): void {
    this.server.broadcast(message);
    this.listener.onMessage(message);
  }

  private async close(): Promise<void> {
    try {
      this.prepared.engine.dispose();
    } catch {
      // What ended the training (memory that ran out, say) may have broken the engine; its own error is told already.
    }
    await this.server.close();
    await this.lock.release();
  }
}

function warningsOf({ warnings }: PreparedTraining): FromTrainer[] {
  return warnings.map((message) => ({ type: 'warning', message }));
}

/** What watchers are told of an event; its attention and weights are for the run folder alone. */
function toMessage(event: TrainEvent): FromTrainer | undefined {
  switch (event.type) {
    case 'phase':
      return event;
    case 'metrics':
      return { type: 'metrics', point: { kind: 'train', ...event.point } };
    case 'validation': {
      const { point, samples } = event;
      return {
        type: 'validation',
        point: { kind: 'dev', ...point },
        samples: {
          step: point.step,
          samples: samples.map(({ sourceTokens, hypothesisTokens, ...rest }) => ({
            ...rest,
            sourceTokens: [...sourceTokens],
            hypothesisTokens: [...hypothesisTokens],
          })),
        },
      };
    }
    case 'change':
      return { type: 'change', point: { kind: 'change', ...event.point } };
    case 'checkpoint':
      return { type: 'checkpoint', step: event.checkpoint.loop.step, best: event.best };
    case 'warning':
      return event;
    case 'started':
    case 'finished':
      // The manifest says it.
      return undefined;
  }
}
