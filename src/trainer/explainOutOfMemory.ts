import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { Config } from '../core/config/schema';
import type { Example } from '../core/data/batch';
import type { EngineName } from '../core/step/engine';
import type { TrainEvent } from '../core/train/events';
import { isOutOfMemory } from '../engine/outOfMemory';
import { maxWasmBytes } from '../engine/wasm/guardMemory';
import { estimateStepBytes, suggestBatchSize } from './memoryEstimate';
import type { ModelSizes } from './memoryEstimate';

/** What of a training decides how much memory it takes. */
export interface MemoryNeed {
  readonly config: Pick<Config, 'model' | 'training'>;
  readonly sizes: ModelSizes;
  readonly examples: readonly Example[];
  readonly engine: EngineName;
}

/**
 * The events of a training; when memory runs out in it, the error says which batch was too large, and which size fits.
 */
export async function* explainOutOfMemory(
  events: AsyncIterable<TrainEvent>,
  need: MemoryNeed,
): AsyncGenerator<TrainEvent, void, void> {
  try {
    yield* events;
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    throw new Error(memoryAdvice(need, error instanceof Error ? error.message : String(error)), {
      cause: error,
    });
  }
}

/** What to do about a batch that is too large, in sentences. */
export function memoryAdvice(
  { config, sizes, examples, engine }: MemoryNeed,
  reason: string,
  machineBytes = machineMemory(),
): string {
  const batchSize = Math.min(config.training.batch_size, examples.length);
  const longest = (length: (example: Example) => number): number =>
    examples.reduce((max, example) => Math.max(max, length(example)), 1);
  const shape = {
    sourceTime: longest(({ sourceIds }) => sourceIds.length),
    targetTime: longest(({ targetIds }) => targetIds.length),
  };
  const estimate = (size: number): number => estimateStepBytes(config, sizes, { ...shape, batchSize: size });
  const available = engine === 'tensorflow' ? machineBytes : Math.min(machineBytes, maxWasmBytes);
  const suggested = suggestBatchSize(estimate, batchSize, available);
  const [said = ''] = reason.split('\n');
  const what = `There is not enough memory for a batch of ${batchSize} pairs of up to ${shape.sourceTime} source and ${shape.targetTime} target tokens: ${said.replace(/\.$/, '')}.`;
  return suggested === 0
    ? `${what} Not even a batch of 1 would fit. Lower data.src.max_length and data.trg.max_length, or the model's hidden_size, and train again.`
    : `${what} Set training.batch_size to ${suggested} and train again.`;
}

/** What this process may use, in bytes: the machine's memory, or the limit of a container or of `ulimit -v`. */
function machineMemory(): number {
  const limits = [process.constrainedMemory(), addressSpaceLimit()].filter((limit) => limit > 0);
  return Math.min(totalmem(), ...limits);
}

function addressSpaceLimit(): number {
  try {
    const [, bytes] = /^Max address space\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return Number(bytes ?? 0);
  } catch {
    // Not Linux.
    return 0;
  }
}
