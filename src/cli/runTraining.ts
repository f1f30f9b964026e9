import { rmdir } from 'node:fs/promises';
import type { FromTrainer } from '../protocol/trainer';
import type { MetricLine, RunManifest } from '../runs/manifest';
import { TrainingSession } from '../trainer/trainingSession';
import { formatDuration } from './duration';
import { exitCodes } from './exitCode';
import { formatMetric, metricLabels } from './metricText';
import type { EngineChoice } from './options';
import type { Output } from './output';
import { showLastSamples } from './showLastSamples';
import { stopOnInterrupt } from './stopOnInterrupt';
import { TrainingProgress } from './trainingProgress';

export interface TrainingOrder {
  readonly configFile: string;
  /** Undefined: what the file holds, or what the run to reproduce has kept. */
  readonly configText?: string | undefined;
  readonly runFolder: string;
  readonly resume: boolean;
  readonly engine: EngineChoice;
  readonly threads?: number | undefined;
  /** Folder of a run to train again. */
  readonly reproduces?: string | undefined;
}

/** What `train --json` prints. */
export interface TrainingResult {
  readonly run: string;
  readonly engine: string;
  readonly threads: number;
  readonly steps: number;
  readonly epochs: number;
  readonly seconds: number;
  readonly tokensPerSecond: number | null;
  readonly stopReason: string | null;
  readonly best: RunManifest['best'] | null;
}

/** Trains in this process, shows how it goes, and sums up at the end. Ctrl+C stops with a checkpoint, twice at once. */
export async function runTraining(order: TrainingOrder, output: Output): Promise<TrainingResult> {
  const progress = new TrainingProgress(output);
  const speed = new AverageSpeed();
  const session = await openSession(order, (message) => {
    progress.receive(message);
    if (message.type === 'metrics') speed.add(message.point);
  });
  introduce(session, output);
  const release = stopOnInterrupt({
    stop: () => session.stop(),
    exitAtOnce: () => process.exit(exitCodes.failed),
    say: (text) => {
      progress.clear();
      output.notice(text);
    },
  });
  try {
    const manifest = await session.run();
    progress.clear();
    await sumUp(session.folder, manifest, output);
    if (manifest.status === 'failed') throw new Error(manifest.message ?? 'Training failed.');
    return resultOf(session.folder, manifest, speed);
  } finally {
    progress.clear();
    release();
  }
}

async function openSession(
  order: TrainingOrder,
  onMessage: (message: FromTrainer) => void,
): Promise<TrainingSession> {
  try {
    return await TrainingSession.open(order, { onMessage });
  } catch (error) {
    // The folder reserved for a run that never began; one that holds anything stays.
    if (!order.resume) await rmdir(order.runFolder).catch(() => undefined);
    throw error;
  }
}

function introduce({ manifest, folder }: TrainingSession, output: Output): void {
  const { engine, parameterCount, data, name } = manifest;
  const pairs = Object.entries(data).map(
    ([split, { pairs: count }]) => `${split} ${count.toLocaleString('en')}`,
  );
  output.line(`${name}: ${parameterCount.toLocaleString('en')} parameters, pairs: ${pairs.join(', ')}`);
  output.line(`Engine: ${engine.name} (${engine.version}). ${engine.reason}`);
  output.line(`Run: ${folder}`);
}

async function sumUp(folder: string, manifest: RunManifest, output: Output): Promise<void> {
  const { status, step, elapsedMs, best, message } = manifest;
  await showLastSamples(folder, output);
  output.line(
    `${status[0]?.toUpperCase()}${status.slice(1)} at step ${step} after ${formatDuration(elapsedMs)}${message === undefined ? '' : `: ${message}`}`,
  );
  if (best !== undefined)
    output.line(
      `Best ${metricLabels[best.metric]}: ${formatMetric(best.metric, best.value)} at step ${best.step}`,
    );
  output.line(`Run: ${folder}`);
  if (status === 'stopped') output.line('To go on: train with --resume.');
}

function resultOf(run: string, manifest: RunManifest, speed: AverageSpeed): TrainingResult {
  const { engine, step, epoch, elapsedMs, stopReason, best } = manifest;
  return {
    run,
    engine: engine.name,
    threads: engine.threads,
    steps: step,
    epochs: epoch,
    seconds: elapsedMs / 1000,
    tokensPerSecond: speed.tokensPerSecond,
    stopReason: stopReason ?? null,
    best: best ?? null,
  };
}

/** Tokens a second over all logged points, each weighed by its time. */
class AverageSpeed {
  private tokens = 0;
  private elapsedMs = 0;
  private lastElapsedMs: number | undefined;

  add({ elapsedMs, tokensPerSecond }: MetricLine): void {
    const sinceMs = elapsedMs - (this.lastElapsedMs ?? 0);
    // The first point of a resumed run began long before.
    if (this.lastElapsedMs !== undefined || this.tokens === 0) {
      this.tokens += (tokensPerSecond * sinceMs) / 1000;
      this.elapsedMs += sinceMs;
    }
    this.lastElapsedMs = elapsedMs;
  }

  get tokensPerSecond(): number | null {
    return this.elapsedMs === 0 ? null : (1000 * this.tokens) / this.elapsedMs;
  }
}
