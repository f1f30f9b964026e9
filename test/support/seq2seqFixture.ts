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
  /** Numbers of a source position; default: the source is made of ids alone. */
  readonly featureSize?: number | undefined;
  /** Whether targets are positions of their source, as of a pointer network. */
  readonly pointsAtSource?: boolean;
  readonly seed: number;
}

/** A batch of random sequences of random lengths; the first row is as long as the batch. */
export function randomBatch(size: BatchSize): Batch {
  const { batchSize, sourceTime, targetTime, vocabularySize, featureSize, pointsAtSource = false } = size;
  const random = randomNumbers(size.seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const lengths = (time: number) =>
    Int32Array.from({ length: batchSize }, (_, row) => (row === 0 ? time : 1 + below(time)));
  const sourceLengths = lengths(sourceTime);
  const targetLengths = lengths(targetTime);
  const sourceIds = new Int32Array(batchSize * sourceTime);
  const sourceFeatures = new Float32Array(batchSize * sourceTime * (featureSize ?? 0));
  const targetInputIds = new Int32Array(batchSize * targetTime);
  const targetOutputIds = new Int32Array(batchSize * targetTime);
  for (let row = 0; row < batchSize; row++) {
    for (let t = 0; t < sourceLengths[row]!; t++) {
      const place = row * sourceTime + t;
      sourceIds[place] = specialSymbols + below(vocabularySize - specialSymbols);
      for (let i = 0; i < (featureSize ?? 0); i++)
        sourceFeatures[place * featureSize! + i] = 2 * random() - 1;
    }
    const targets = pointsAtSource ? sourceLengths[row]! : vocabularySize - specialSymbols;
    let previous = bos;
    for (let t = 0; t < targetLengths[row]!; t++) {
      const id = t === targetLengths[row]! - 1 ? eos : specialSymbols + below(targets);
      targetInputIds[row * targetTime + t] = previous;
      targetOutputIds[row * targetTime + t] = previous = id;
    }
  }
  return {
    batchSize,
    sourceTime,
    targetTime,
    sourceIds,
    ...(featureSize === undefined ? {} : { featureSize, sourceFeatures }),
    sourceLengths,
    targetInputIds,
    targetOutputIds,
    targetLengths,
    rows: Int32Array.from({ length: batchSize }, (_, row) => row),
    targetTokens: targetLengths.reduce((sum, length) => sum + length, 0),
  };
}
