import type { CompareRun, CurveNews, ToCompare } from '../../../src/protocol/compare';
import { devQuantities, trainQuantities } from '../../../src/protocol/curveQuantities';
import { noise } from './runFixture';

export type CompareSnapshot = Extract<ToCompare, { type: 'snapshot' }>;

const config = {
  random_seed: 42,
  'model.encoder.rnn_type': 'gru',
  'model.encoder.hidden_size': 64,
  'model.decoder.attention.type': 'dot',
  'training.learning_rate': 0.001,
  'training.batch_size': 64,
  'training.updates': 1200,
};

export function compareRun(number: number, change: Partial<CompareRun> = {}): CompareRun {
  const minute = String(number % 60).padStart(2, '0');
  const hour = String(8 + Math.floor(number / 60)).padStart(2, '0');
  const id = `dates-20260921-${hour}${minute}07`;
  return {
    key: `/home/me/project/.s2s/runs/${id}`,
    id,
    name: 'dates',
    status: 'finished',
    message: undefined,
    createdAt: `2026-09-21T${hour}:${minute}:07.000Z`,
    step: 1200,
    totalSteps: 1200,
    epoch: 4,
    elapsedMs: 72_000,
    tokensPerSecond: 13_450 + number,
    parameterCount: 84_120,
    engine: { name: 'wasm', version: 'tfjs-backend-wasm 4.22.0', threads: 2, reason: '' },
    seed: 42,
    best: { metric: 'sequence_accuracy', value: 0.8 + number / 100, step: 1000 },
    stopReason: 'updates',
    star: false,
    note: '',
    config,
    published: [],
    group: undefined,
    ...change,
  };
}

/** Four runs: one changed in its rate, one in its cell, one that is being trained. */
export const runs: readonly CompareRun[] = [
  compareRun(1),
  compareRun(2, {
    config: { ...config, 'training.learning_rate': 0.01 },
    note: 'ten times the rate',
    star: true,
  }),
  compareRun(3, {
    config: { ...config, 'model.encoder.rnn_type': 'lstm', 'model.encoder.hidden_size': 128 },
    parameterCount: 201_880,
    stopReason: 'early-stopping',
    published: [
      { metric: 'sequence_accuracy', value: 0.95, source: 'Somebody & Somebody Else 2016, table 1' },
    ],
  }),
  compareRun(4, {
    name: 'dates-bleu',
    status: 'running',
    stopReason: undefined,
    step: 640,
    best: { metric: 'bleu', value: 61.3, step: 600 },
  }),
];

export const compareSnapshot: CompareSnapshot = {
  type: 'snapshot',
  runs,
  waiting: [],
  strings: {},
  isTrusted: true,
};

/** Curves like those of real runs: a fast fall, a slow one, noise. Plain arrays: the page makes typed ones of them. */
export function curvesOf({ key, best, step: lastStep }: CompareRun, number: number): PlainCurves {
  const steps = Array.from({ length: Math.floor(lastStep / 10) }, (_, index) => (index + 1) * 10);
  const loss = (step: number): number =>
    (2.4 + number * 0.1) * Math.exp(-step / (160 + 40 * number)) +
    0.5 * Math.exp(-step / 900) +
    0.05 +
    0.16 * noise(step + number * 1000) * Math.exp(-step / 1500);
  const validations = steps.filter((step) => step % 200 === 0);
  const of = (quantity: string, step: number): number => {
    const value = loss(step) * 1.04;
    if (quantity === 'loss') return value;
    if (quantity === 'perplexity') return Math.exp(value);
    if (quantity === 'token_accuracy') return Math.exp(-value * 0.5);
    if (quantity === 'sequence_accuracy') return Math.exp(-value * 2);
    if (quantity === 'bleu' && best?.metric === 'bleu') return 100 * Math.exp(-value);
    return NaN;
  };
  const x = (at: readonly number[]) => ({
    step: at,
    epoch: at.map((step) => step / 300),
    seconds: at.map((step) => step * (0.05 + number * 0.01)),
  });
  const trainOf = (quantity: string, step: number): number => {
    if (quantity === 'learning_rate') return number === 2 && step > 600 ? 0.005 : 0.01;
    return quantity === 'gradient_norm'
      ? 0.5 + noise(step)
      : quantity === 'loss'
        ? loss(step)
        : of(quantity, step);
  };
  return {
    key,
    whole: true,
    train: { ...x(steps), values: trainQuantities.map((name) => steps.map((step) => trainOf(name, step))) },
    dev: {
      ...x(validations),
      values: devQuantities.map((name) => validations.map((step) => of(name, step))),
    },
    marks: [
      { type: 'checkpoint', step: 1000 },
      { type: 'checkpoint', step: 1200 },
      ...(number === 2 ? ([{ type: 'learning-rate', step: 600, learningRate: 0.005 }] as const) : []),
    ],
  };
}

interface PlainColumns {
  readonly step: readonly number[];
  readonly epoch: readonly number[];
  readonly seconds: readonly number[];
  readonly values: readonly (readonly number[])[];
}
export type PlainCurves = Omit<CurveNews, 'train' | 'dev'> & {
  readonly train: PlainColumns;
  readonly dev: PlainColumns;
};

export const curves: readonly PlainCurves[] = runs.map((run, index) => curvesOf(run, index + 1));
