import type {
  MetricLine,
  PanelAttention,
  PanelMachine,
  PanelRun,
  PanelSamples,
  Sample,
  ToPanel,
  ValidationLine,
} from '../../../src/protocol/panel';

type Snapshot = Extract<ToPanel, { type: 'snapshot' }>;

export const run: PanelRun = {
  id: 'dates-20260921-101502',
  name: 'dates',
  configFile: '/home/ada/experiments/dates.s2s.json',
  status: 'running',
  phase: 'training',
  engine: {
    name: 'wasm',
    version: 'tfjs-backend-wasm 4.22.0 (relaxed SIMD kernels)',
    threads: 2,
    reason: 'Native TensorFlow is not installed.',
  },
  parameterCount: 84_120,
  step: 1240,
  epoch: 4.13,
  totalSteps: 3000,
  elapsedMs: 74_000,
  remainingMs: 105_000,
  tokensPerSecond: 13_450,
  best: { metric: 'sequence_accuracy', value: 0.815, step: 1200 },
  message: undefined,
  seed: 42,
  createdAt: '2026-09-21T10:15:02.000Z',
};

/** A number between 0 and 1 that looks random and is always the same. */
export function noise(seed: number): number {
  const value = Math.sin(seed * 12.9898) * 43_758.5453;
  return value - Math.floor(value);
}

/** A curve like that of a real run: a fast fall, a slow one, noise. */
export function trainLine(step: number): MetricLine {
  const loss =
    2.6 * Math.exp(-step / 180) +
    0.55 * Math.exp(-step / 900) +
    0.04 +
    0.12 * noise(step) * Math.exp(-step / 1500);
  return {
    kind: 'train',
    step,
    epoch: step / 300,
    elapsedMs: step * 60,
    loss,
    perplexity: Math.exp(loss),
    tokenAccuracy: Math.min(1, Math.exp(-loss * 0.55)),
    learningRate: 0.001,
    gradientNorm: 0.4 + noise(step + 1),
    tokensPerSecond: 13_000 + 800 * noise(step + 2),
    tensors: 120,
  };
}

export function devLine(step: number, best: boolean): ValidationLine {
  const { loss, tokenAccuracy, ...rest } = trainLine(step);
  const devLoss = loss * 1.05 + 0.02;
  return {
    kind: 'dev',
    step,
    epoch: rest.epoch,
    elapsedMs: rest.elapsedMs,
    loss: devLoss,
    perplexity: Math.exp(devLoss),
    tokenAccuracy: tokenAccuracy * 0.98,
    sequenceAccuracy: Math.max(0, tokenAccuracy ** 5 - 0.02),
    pairs: 500,
    best,
  };
}

const pairs = [
  ['Saturday, May 9, 2018', '2018-05-09'],
  ['12.03.1994', '1994-03-12'],
  ['Nov 3 2041', '2041-11-03'],
  ['the 22nd of August 1967', '1967-08-22'],
  ['2/28/2000', '2000-02-28'],
  ['1 June 1955', '1955-06-01'],
  ['20301231', '2030-12-31'],
  ['thu 13 jan 1983', '1983-01-13'],
] as const;

/** The hypothesis of a pair: the more steps, the fewer characters are wrong. */
function hypothesisAt(reference: string, index: number, step: number): string {
  const wrong = Math.round(6 * Math.exp(-step / 450) * (0.4 + noise(index + 7)));
  const characters = Array.from(reference);
  for (let count = 0; count < wrong; count++) {
    const position = Math.floor(noise(index * 31 + count * 7 + 3) * characters.length);
    const kind = Math.floor(noise(index + count * 13) * 4);
    if (kind === 0) characters.splice(position, 1);
    else if (kind === 1) characters.splice(position, 0, '1');
    else characters[position] = String((Number(characters[position]) + 1 || 0) % 10);
  }
  return characters.join('');
}

export function samplesAt(step: number): Required<PanelSamples> {
  return {
    step,
    samples: pairs.map(([source, reference], index): Sample => {
      const hypothesis = hypothesisAt(reference, index, step);
      return {
        index,
        source,
        reference,
        hypothesis,
        correct: hypothesis === reference,
        sourceTokens: [...Array.from(source), '</s>'],
        hypothesisTokens: [...Array.from(hypothesis), '</s>'],
        logProbability: -0.02 - 3 * Math.exp(-step / 500) * (0.2 + noise(index)),
      };
    }),
  };
}

const validationSteps = [200, 400, 600, 800, 1000, 1200];

export const snapshot: Snapshot = {
  type: 'snapshot',
  run,
  train: Array.from({ length: 124 }, (_, index) => trainLine((index + 1) * 10)),
  dev: validationSteps.map((step) => devLine(step, true)),
  samples: validationSteps.map(samplesAt),
  attentionMaps: 'by-token',
  strings: {},
};

/** A machine that writes a row a step while it reads, and reads them in the same order while it writes. */
export function machineAt(step: number, index: number): PanelMachine | undefined {
  const sample = samplesAt(step).samples[index];
  if (sample === undefined) return undefined;
  const { sourceTokens, hypothesisTokens } = sample;
  const steps = [...sourceTokens, ...hypothesisTokens];
  const [rows, width] = [sourceTokens.length + 2, 8];
  const weightings = new Float32Array(steps.length * 2 * rows);
  const memory = new Float32Array(steps.length * rows * width).fill(1e-6);
  steps.forEach((_, time) => {
    const writes = time < sourceTokens.length;
    const place = writes ? time : time - sourceTokens.length;
    weightings[(time * 2 + 0) * rows + (writes ? 0 : place)] = 1;
    weightings[(time * 2 + 1) * rows + (writes ? place : rows - 1)] = 1;
    for (let row = 0; row < Math.min(time + 1, sourceTokens.length); row++)
      for (let i = 0; i < width; i++)
        memory[(time * rows + row) * width + i] = 2 * noise(row * width + i) - 1;
  });
  const sizes = { sourceSteps: sourceTokens.length, readHeads: 1, writeHeads: 1, rows, width };
  return { steps, ...sizes, weightings, memory };
}

/** Rows that sum to 1, each around one source position; sharper with training, as real ones are. */
export function attentionAt(step: number, index: number): PanelAttention | undefined {
  const sample = samplesAt(step).samples[index];
  if (sample === undefined) return undefined;
  return attentionMap(step, index, sample.hypothesisTokens.length, sample.sourceTokens.length);
}

export function attentionMap(step: number, index: number, rows: number, columns: number): PanelAttention {
  const values = new Float32Array(rows * columns);
  const width = 0.6 + 4 * Math.exp(-step / 500);
  for (let row = 0; row < rows; row++) {
    // Dates begin with the year, which most sources end with.
    const center = row < 4 ? columns - 5 + row : ((row - 4) / Math.max(1, rows - 4)) * (columns - 5);
    const weights = Array.from(
      { length: columns },
      (_, column) =>
        Math.exp(-(((column - center) / width) ** 2)) + 0.004 * noise(row * columns + column + index),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    values.set(
      weights.map((weight) => weight / sum),
      row * columns,
    );
  }
  return { step, index, rows, columns, values };
}
