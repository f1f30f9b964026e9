import {
  configSchema,
  type ConfigInput,
  type ModelConfig,
  type TrainingConfig,
} from '../../src/core/config/schema';
import type { Batch } from '../../src/core/data/batch';
import { philox4x32 } from '../../src/core/ops/philox4x32';
import type { Engine } from '../../src/core/step/engine';
import { selectEngine } from '../../src/engine/selectEngine';
import { wasmFolder } from './wasmFolder';

export { wasmFolder };

export function wasmEngine(): Promise<Engine> {
  return selectEngine({ preference: 'wasm', wasmFolder, threads: 1 });
}

const data = { train: 'train.tsv', dev: 'dev.tsv' };

export function modelConfig(model: ConfigInput['model']): ModelConfig {
  return configSchema.parse({ data, model }).model;
}

export function trainingConfig(training: ConfigInput['training']): TrainingConfig {
  return configSchema.parse({ data, training }).training;
}

/** Random numbers for fixtures: always the same for a seed. */
export function randomNumbers(seed: number): () => number {
  let index = 0;
  return () => {
    const block = Uint32Array.of(index++, 0, 0, 0);
    philox4x32(block, seed, 0);
    return block[0]! / 2 ** 32;
  };
}

const specialSymbols = 4;
const bos = 2;
const eos = 3;

export interface BatchSize {
  readonly batchSize: number;
  readonly sourceTime: number;
  readonly targetTime: number;
  readonly vocabularySize: number;
  readonly seed: number;
}

/** A batch of random sequences of random lengths; the first row is as long as the batch. */
export function randomBatch(size: BatchSize): Batch {
  const { batchSize, sourceTime, targetTime, vocabularySize } = size;
  const random = randomNumbers(size.seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const sourceLengths = Int32Array.from({ length: batchSize }, (_, row) =>
    row === 0 ? sourceTime : 1 + below(sourceTime),
  );
  const targetLengths = Int32Array.from({ length: batchSize }, (_, row) =>
    row === 0 ? targetTime : 1 + below(targetTime),
  );
  const sourceIds = new Int32Array(batchSize * sourceTime);
  const targetInputIds = new Int32Array(batchSize * targetTime);
  const targetOutputIds = new Int32Array(batchSize * targetTime);
  for (let row = 0; row < batchSize; row++) {
    for (let t = 0; t < sourceLengths[row]!; t++)
      sourceIds[row * sourceTime + t] = specialSymbols + below(vocabularySize - specialSymbols);
    let previous = bos;
    for (let t = 0; t < targetLengths[row]!; t++) {
      const isLast = t === targetLengths[row]! - 1;
      const id = isLast ? eos : specialSymbols + below(vocabularySize - specialSymbols);
      targetInputIds[row * targetTime + t] = previous;
      targetOutputIds[row * targetTime + t] = previous = id;
    }
  }
  return {
    batchSize,
    sourceTime,
    targetTime,
    sourceIds,
    sourceLengths,
    targetInputIds,
    targetOutputIds,
    targetLengths,
    rows: Int32Array.from({ length: batchSize }, (_, row) => row),
    targetTokens: targetLengths.reduce((sum, length) => sum + length, 0),
  };
}

/** The same batch with more padding: longer in time, and with rows that only fill the batch. */
export function padBatch(batch: Batch, extra: { source: number; target: number; rows: number }): Batch {
  const batchSize = batch.batchSize + extra.rows;
  const sourceTime = batch.sourceTime + extra.source;
  const targetTime = batch.targetTime + extra.target;
  const pad = (values: Int32Array, from: number, to: number) => {
    const padded = new Int32Array(batchSize * to);
    for (let row = 0; row < batch.batchSize; row++)
      padded.set(values.subarray(row * from, (row + 1) * from), row * to);
    return padded;
  };
  return {
    ...batch,
    batchSize,
    sourceTime,
    targetTime,
    sourceIds: pad(batch.sourceIds, batch.sourceTime, sourceTime),
    targetInputIds: pad(batch.targetInputIds, batch.targetTime, targetTime),
    targetOutputIds: pad(batch.targetOutputIds, batch.targetTime, targetTime),
    sourceLengths: pad(batch.sourceLengths, 1, 1),
    targetLengths: pad(batch.targetLengths, 1, 1),
    rows: Int32Array.from({ length: batchSize }, (_, row) => (row < batch.batchSize ? row : -1)),
  };
}
