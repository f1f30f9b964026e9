import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { resultMetricNames } from '../../core/config/expectedResult';
import { errorCode } from '../../runs/runFolderError';

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** What is kept of a finished training beside its run: what the best checkpoint does on the test split. */
const storedSchema = z.object({
  /** Of the inputs, see `inputsDigest`. */
  inputs: z.string(),
  /** Step of the checkpoint that was measured. */
  checkpoint: z.int(),
  metrics: z.partialRecord(z.enum(resultMetricNames), estimate),
  /** Of sources of each length, where the task has such metrics. */
  byLength: z
    .array(z.object({ length: z.int(), metrics: z.partialRecord(z.enum(resultMetricNames), estimate) }))
    .default([]),
  accuracyByLength: z.array(estimate.extend({ from: z.int(), to: z.int(), pairs: z.int() })),
});
export type StoredResult = z.output<typeof storedSchema>;

/** Undefined when there is none, or none that this version understands. */
export async function readStoredResult(file: string): Promise<StoredResult | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  return storedSchema.safeParse(parseJson(text)).data;
}

export async function writeStoredResult(file: string, result: StoredResult): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(result, null, 2)}\n`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
