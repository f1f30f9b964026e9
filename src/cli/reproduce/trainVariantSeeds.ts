import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { errorCode } from '../../runs/runFolderError';
import type { Output } from '../output';
import { seedsFrom, trainSeedsTelling } from '../trainSeedsTelling';
import { inputsDigest } from './inputsDigest';
import type { TrainedSeeds } from './trainedVariant';
import { ReproductionStopped } from './trainVariant';

/** One model to train with many seeds at once, and where to keep the result. */
export interface SeedsOrder {
  readonly variant: string | undefined;
  /** How many seeds, from 0 on. */
  readonly count: number;
  readonly configFile: string;
  /** The config with the variant's keys set. */
  readonly configText: string;
  readonly file: string;
  /** Train again what is finished. */
  readonly again: boolean;
}

const storedSchema = z.object({
  /** Of the inputs, see `inputsDigest`. */
  inputs: z.string(),
  seconds: z.number(),
  seeds: z.array(
    z.object({ seed: z.int(), loss: z.number(), tokenAccuracy: z.number(), solved: z.boolean() }),
  ),
});

/**
 * Trains, unless that has been done.
 * @throws ReproductionStopped when somebody stops it: nothing of it is kept
 */
export async function trainVariantSeeds(order: SeedsOrder, output: Output): Promise<TrainedSeeds> {
  const { variant, count, configFile, configText, file, again } = order;
  const inputs = `${await inputsDigest(path.dirname(configFile), configText)} ${count}`;
  const stored = again ? undefined : await readStored(file);
  if (stored?.inputs === inputs) return { variant, seeds: stored.seeds, seconds: stored.seconds };
  const startedAtMs = performance.now();
  const seeds = await trainSeedsTelling({ configFile, configText }, seedsFrom(0, count), output);
  if (seeds === undefined)
    throw new ReproductionStopped('Stopped. The same command goes on from here; what is finished is kept.');
  const seconds = (performance.now() - startedAtMs) / 1000;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify({ inputs, seconds, seeds }, null, 2)}\n`);
  return { variant, seeds, seconds };
}

/** Undefined when there is none, or none that this version understands. */
async function readStored(file: string): Promise<z.output<typeof storedSchema> | undefined> {
  try {
    return storedSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
