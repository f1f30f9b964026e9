import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { metricNames } from '../core/config/schema';
import type { Checkpoint, LoopState } from '../core/train/checkpoint';
import { writeFolderAtomically } from './atomicWrite';
import type { FileSystem } from './fileSystem';
import { learningRateChangeSchema } from './manifest';
import { checkpointFiles, stepOfName } from './runFiles';
import { errorCode, errorText, RunFolderError } from './runFolderError';
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from './safetensors';

/** Parameters or optimizer slots by name. */
export type NamedValues = Checkpoint['weights'];

const loopStateSchema = z.object({
  step: z.int().min(0),
  epoch: z.int().min(0),
  batchIndex: z.int().min(0),
  elapsedMs: z.number(),
  lastValidationStep: z.int().min(0),
  skippedSteps: z.int().min(0),
  accumulator: z.object({
    steps: z.int().min(0),
    lossSum: z.number(),
    targetTokens: z.number(),
    correctTokens: z.number(),
    gradientNormSum: z.number(),
    elapsedMs: z.number(),
  }),
  best: z.object({ metric: z.enum(metricNames), value: z.number(), step: z.int() }).optional(),
  earlyStopping: z.object({ value: z.number(), validationsSince: z.int().min(0) }).optional(),
  plateau: z
    .object({ value: z.number(), validationsSince: z.int().min(0), reductions: z.int().min(0) })
    .optional(),
  recentCheckpoints: z.array(z.int().min(0)).optional(),
  learningRateChanges: z.array(learningRateChangeSchema).optional(),
});

const damagedRemedy =
  'The checkpoint is damaged and can not be used: resume or decode from another one of this run, or train again.';

/** Writes a checkpoint folder so that it exists completely or not at all. */
export async function writeCheckpointFolder(
  fileSystem: FileSystem,
  folder: string,
  checkpoint: Checkpoint,
): Promise<void> {
  const metadata = { step: String(checkpoint.loop.step) };
  await writeFolderAtomically(
    fileSystem,
    folder,
    new Map<string, Uint8Array | string>([
      [checkpointFiles.weights, encodeSafetensors({ tensors: checkpoint.weights, metadata })],
      [checkpointFiles.optimizer, encodeSafetensors({ tensors: checkpoint.optimizer, metadata })],
      [checkpointFiles.state, `${JSON.stringify(checkpoint.loop, null, 2)}\n`],
    ]),
  );
}

/** @throws RunFolderError naming the file that is missing, truncated or inconsistent. */
export async function readCheckpointFolder(folder: string): Promise<Checkpoint> {
  const loop = await readLoopState(folder);
  const [weights, optimizer] = await Promise.all([
    readNamedValues(folder, checkpointFiles.weights),
    readNamedValues(folder, checkpointFiles.optimizer),
  ]);
  return { loop, weights, optimizer };
}

/** The weights alone: what decoding needs. */
export async function readCheckpointWeights(folder: string): Promise<NamedValues> {
  return readNamedValues(folder, checkpointFiles.weights);
}

/** Steps of the whole checkpoints in `checkpointsFolder`, ascending. */
export async function listCheckpoints(checkpointsFolder: string): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir(checkpointsFolder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return names
    .map((name) => stepOfName(name))
    .filter((step) => step !== undefined)
    .sort((a, b) => a - b);
}

async function readCheckpointFile(folder: string, name: string): Promise<Uint8Array> {
  const file = join(folder, name);
  try {
    return await readFile(file);
  } catch (error) {
    const problem = errorCode(error) === 'ENOENT' ? 'missing' : `can't be read (${errorText(error)})`;
    throw new RunFolderError(file, problem, damagedRemedy, { cause: error });
  }
}

async function readLoopState(folder: string): Promise<LoopState> {
  const file = join(folder, checkpointFiles.state);
  const text = new TextDecoder().decode(await readCheckpointFile(folder, checkpointFiles.state));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new RunFolderError(file, `not JSON, or truncated (${errorText(error)})`, damagedRemedy, {
      cause: error,
    });
  }
  const parsed = loopStateSchema.safeParse(json);
  if (!parsed.success) {
    const where = parsed.error.issues[0];
    const problem = `its key ${where?.path.join('.') ?? ''} is wrong (${where?.message ?? 'invalid'})`;
    throw new RunFolderError(file, problem, damagedRemedy);
  }
  const expected = stepOfName(basename(folder));
  if (expected !== undefined && parsed.data.step !== expected) {
    const problem = `it is of step ${parsed.data.step}, but its folder is called ${basename(folder)}`;
    throw new RunFolderError(file, problem, damagedRemedy);
  }
  const { best, earlyStopping, ...rest } = parsed.data;
  return { ...rest, best, earlyStopping };
}

async function readNamedValues(folder: string, name: string): Promise<NamedValues> {
  const file = join(folder, name);
  const bytes = await readCheckpointFile(folder, name);
  let content: SafetensorsContent;
  try {
    content = decodeSafetensors(bytes);
  } catch (error) {
    throw new RunFolderError(file, errorText(error), damagedRemedy, { cause: error });
  }
  const values = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const [tensor, value] of content.tensors) {
    if (!(value.values instanceof Float32Array)) {
      throw new RunFolderError(file, `tensor ${tensor} holds integers instead of numbers`, damagedRemedy);
    }
    values.set(tensor, { shape: value.shape, values: value.values });
  }
  const step = stepOfName(basename(folder));
  if (step !== undefined && content.metadata['step'] !== String(step)) {
    const problem = `it is of step ${content.metadata['step'] ?? 'unknown'}, but its folder is called ${step}`;
    throw new RunFolderError(file, problem, damagedRemedy);
  }
  return values;
}
