import { configSchema, type Config } from '../../../src/core/config/schema';
import type { SerializedCodecs, SerializedTextCodec } from '../../../src/core/text/textCodec';
import type { Checkpoint, LoopState } from '../../../src/core/train/checkpoint';
import type { MetricLine, RunManifest, ValidationLine } from '../../../src/runs/manifest';

export function someManifest(change: Partial<RunManifest> = {}): RunManifest {
  return {
    version: 1,
    id: 'copy-20260101-000000',
    name: 'copy',
    configFile: '/somewhere/copy.s2s.json',
    status: 'preparing',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    engine: { name: 'eager', version: 'none', threads: 1, reason: 'for a test' },
    versions: {},
    seed: 42,
    parameterCount: 6,
    data: {},
    step: 0,
    epoch: 0,
    stepsPerEpoch: 10,
    elapsedMs: 0,
    ...change,
  };
}

export function someConfig(): Config {
  const split = { generator: 'copy' as const, size: 10 };
  return configSchema.parse({
    data: { train: split, dev: split },
    model: { decoder: { attention: 'luong' } },
  });
}

const textCodec: SerializedTextCodec = {
  level: 'char',
  lowercase: false,
  unkToken: '<unk>',
  padToken: '<pad>',
  bosToken: '<s>',
  eosToken: '</s>',
  vocabulary: ['<unk>', '<pad>', '<s>', '</s>', 'a'],
};

export const someCodecs: SerializedCodecs = {
  source: textCodec,
  target: textCodec,
  sourceReverse: false,
  sourceEos: true,
};

export function someLoop(step: number, change: Partial<LoopState> = {}): LoopState {
  return {
    step,
    epoch: 1,
    batchIndex: 3,
    elapsedMs: 1234.5,
    lastValidationStep: step,
    skippedSteps: 0,
    accumulator: {
      steps: 2,
      lossSum: 0.1 + 0.2,
      targetTokens: 20,
      correctTokens: 7,
      gradientNormSum: 1.5,
      elapsedMs: 10,
    },
    best: { metric: 'sequence_accuracy', value: 0.75, step },
    earlyStopping: undefined,
    ...change,
  };
}

export function someCheckpoint(step: number): Checkpoint {
  return {
    loop: someLoop(step),
    weights: new Map([
      ['encoder.kernel', { shape: [2, 3], values: Float32Array.of(step, 0.1, -2, 3e-38, 4e38, 5) }],
      ['bias', { shape: [1], values: Float32Array.of(7) }],
    ]),
    optimizer: new Map([['adam.m.bias', { shape: [1], values: Float32Array.of(0.5) }]]),
  };
}

export function trainLine(step: number): MetricLine {
  return {
    kind: 'train',
    step,
    epoch: step / 10,
    elapsedMs: step * 10,
    loss: 1,
    perplexity: Math.E,
    tokenAccuracy: 0.5,
    learningRate: 0.001,
    gradientNorm: 1,
    tokensPerSecond: 100,
    tensors: 9,
  };
}

export function devLine(step: number): ValidationLine {
  const { epoch, elapsedMs, loss, perplexity, tokenAccuracy } = trainLine(step);
  return {
    kind: 'dev',
    step,
    epoch,
    elapsedMs,
    loss,
    perplexity,
    tokenAccuracy,
    sequenceAccuracy: 0.25,
    pairs: 10,
    best: true,
  };
}
