import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { errorCode } from '../../runs/runFolderError';
import { RunReader } from '../../runs/runReader';
import { TrainingSession } from '../../trainer/trainingSession';
import { exitCodes } from '../exitCode';
import type { EngineChoice } from '../options';
import type { Output } from '../output';
import { stopOnInterrupt } from '../stopOnInterrupt';
import { TrainingProgress } from '../trainingProgress';
import { inputsDigest } from './inputsDigest';
import { measureRun } from './measureRun';
import { readStoredResult, writeStoredResult } from './storedResult';
import type { StoredResult } from './storedResult';
import type { TrainedVariant } from './trainedVariant';

/** One model to train, and where. */
export interface VariantOrder {
  readonly variant: string | undefined;
  readonly seed: number;
  readonly configFile: string;
  /** The config with the variant's keys and the seed set. */
  readonly configText: string;
  /** Keeps the result, and the run unless another variant has trained it. */
  readonly folder: string;
  /** The folder of an earlier variant that differs in `data.test` alone: its run is measured here. */
  readonly trainedIn?: string | undefined;
  readonly engine: EngineChoice;
  readonly threads?: number | undefined;
  /** Train again what is finished. */
  readonly again: boolean;
}

/** Somebody has stopped a training; the rest can wait. */
export class ReproductionStopped extends Error {
  override readonly name = 'ReproductionStopped';
}

/**
 * Trains and measures, unless that has been done; goes on with a training that was interrupted. The variant that is named
 * by `trainedIn` must have been trained before.
 * @throws ReproductionStopped when somebody stops it
 */
export async function trainVariant(order: VariantOrder, output: Output): Promise<TrainedVariant> {
  const { folder, trainedIn, configFile, configText, again } = order;
  const inputs = await inputsDigest(path.dirname(configFile), configText);
  const resultFile = path.join(folder, 'result.json');
  const runFolder = path.join(trainedIn ?? folder, 'run');
  const stored = again ? undefined : await readStoredResult(resultFile);
  if (stored?.inputs === inputs) return describeTrained(order, runFolder, stored);
  await rm(resultFile, { force: true });
  if (trainedIn === undefined) await trainRun(order, inputs, runFolder, output);
  await mkdir(folder, { recursive: true });
  const result = { inputs, ...(await measureRun(runFolder, configText, order.engine)) };
  await writeStoredResult(resultFile, result);
  return describeTrained(order, runFolder, result);
}

/** Begins anew unless there is a run of the same inputs. */
async function trainRun(
  order: VariantOrder,
  inputs: string,
  runFolder: string,
  output: Output,
): Promise<void> {
  const inputsFile = path.join(order.folder, 'inputs');
  const goOn = !order.again && (await readIfThere(inputsFile)) === inputs && (await isRun(runFolder));
  if (goOn) {
    const { status } = await new RunReader(runFolder).readManifest();
    if (status === 'finished') return;
  } else {
    await rm(order.folder, { recursive: true, force: true });
    await mkdir(order.folder, { recursive: true });
    await writeFileAtomic(inputsFile, inputs);
  }
  await runSession({ ...order, runFolder, resume: goOn }, output);
}

async function runSession(
  order: VariantOrder & { readonly runFolder: string; readonly resume: boolean },
  output: Output,
): Promise<void> {
  const progress = new TrainingProgress(output);
  const session = await TrainingSession.open(order, { onMessage: (message) => progress.receive(message) });
  const release = stopOnInterrupt({
    stop: () => session.stop(),
    exitAtOnce: () => process.exit(exitCodes.failed),
    say: (text) => {
      progress.clear();
      output.notice(text);
    },
  });
  try {
    const { status, message } = await session.run();
    if (status === 'failed') throw new Error(message ?? 'Training failed.');
    if (status === 'stopped')
      throw new ReproductionStopped('Stopped. The same command goes on from here; what is finished is kept.');
  } finally {
    progress.clear();
    release();
  }
}

async function describeTrained(
  { variant, seed, trainedIn }: VariantOrder,
  runFolder: string,
  { checkpoint, metrics, byLength, accuracyByLength }: StoredResult,
): Promise<TrainedVariant> {
  const reader = new RunReader(runFolder);
  const [{ elapsedMs, stopReason, engine }, { items }] = await Promise.all([
    reader.readManifest(),
    reader.readMetrics(),
  ]);
  return {
    variant,
    seed,
    metrics,
    byLength,
    accuracyByLength,
    trainPoints: items.filter((point) => point.kind === 'train'),
    devPoints: items.filter((point) => point.kind === 'dev'),
    stopReason,
    checkpoint,
    seconds: trainedIn === undefined ? elapsedMs / 1000 : 0,
    engine,
  };
}

async function isRun(folder: string): Promise<boolean> {
  return (await readIfThere(path.join(folder, 'run.json'))) !== undefined;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
