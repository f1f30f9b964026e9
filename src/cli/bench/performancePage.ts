import { markdownTable, type Column } from '../table';
import type { BenchModelName, BenchShapeName } from './benchCase';
import { decodingColumns, growthColumns, trainingColumns } from './benchTable';
import type { BenchResult } from './runBench';
import type { TrainingRow } from './trainingRow';

/** In the page, each model has its own table, and figures of use only to who measures are left out. */
const pageColumns: readonly Column<TrainingRow>[] = trainingColumns.filter(
  ({ title }) => !['model', 'cpu ms', '× cpu', 'quartiles'].includes(title),
);

/**
 * docs/performance.md: everything that was measured, with how, where and against which versions.
 * @param command what measured it
 */
export function performancePage(
  { machine, rows, decoding, growth, skipped }: BenchResult,
  command: string,
): string {
  const models = [...new Set(rows.map(({ model }) => model))];
  const leftOut = skipped.map(
    ({ model, shape, engine, threads, reason }) =>
      `- ${engine}, ${threads === 1 ? '1 thread' : `${threads} threads`}, ${model} ${shape}: ${reason.split('\n')[0] ?? ''}`,
  );
  return [
    '# Performance',
    '',
    `<!-- Written by \`${command}\`: do not edit. -->`,
    '',
    `Measured on ${machine.date}: ${machine.processor}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, ` +
      `${machine.system}, Node ${machine.node}. ${versions(rows)}`,
    '',
    'Only ratios within one table mean anything on another machine: every program works in a process of its own, they take',
    'turns, never two at a time, and each figure is the fastest of many steps.',
    '',
    ...method(rows),
    '',
    '## Training steps',
    '',
    ...models.flatMap((model) => [
      `### ${model}`,
      '',
      ...markdownTable(
        pageColumns,
        rows.filter((row) => row.model === model),
      ),
      '',
    ]),
    ...(leftOut.length === 0 ? [] : ['Not measured:', '', ...leftOut, '']),
    ...(decoding.length === 0 ? [] : decodingSection(decoding)),
    ...(growth.length === 0 ? [] : growthSection(growth)),
  ].join('\n');
}

function decodingSection(decoding: BenchResult['decoding']): string[] {
  return [
    '## Decoding',
    '',
    'Warm, of a model that writes 40 characters: a selection of 40 characters greedily and with a beam of five, and 200 lines',
    'of 10 to 40 characters together.',
    '',
    ...markdownTable(decodingColumns, decoding),
    '',
  ];
}

function growthSection(growth: BenchResult['growth']): string[] {
  return [
    '## How the time of a step grows',
    '',
    'lstm-luong, c128 but for what is varied; the exponent b of time ≈ a·size^b, fitted over all sizes: 1 is in proportion.',
    '',
    ...markdownTable(growthColumns, growth),
    '',
  ];
}

/** What each model is. */
const modelDescriptions = {
  'lstm-luong': 'LSTM encoder and decoder, dot attention after each step (Luong et al. 2015)',
  'gru-bahdanau':
    'GRU encoder and decoder, additive attention before each step (Bahdanau et al. 2015), input feeding',
  'bidirectional-dropout': 'lstm-luong with two layers, the encoder in both directions, dropout 0.3',
  pointer:
    'pointer network (Vinyals et al. 2015): bidirectional LSTM over points, LSTM decoder that chooses positions',
  ntm: 'Neural Turing Machine (Graves et al. 2014): feed-forward controller, 20 × 12 memory, a head to read and one to write',
  captions:
    'three convolutional layers over pictures, LSTM decoder with additive attention over 6 × 6 regions (Xu et al. 2015)',
} as const satisfies Record<BenchModelName, string>;

/** Embedding, hidden, vocabulary, source, target and layers of each shape. */
const shapeDescriptions = {
  c64: '64 | 64 | 40 | 16 | 14 | 1',
  c128: '64 | 128 | 40 | 16 | 14 | 1',
  c256: '128 | 256 | 40 | 16 | 14 | 1',
  w128: '128 | 128 | 5000 | 16 | 14 | 1',
  w256: '128 | 256 | 5000 | 16 | 14 | 1',
  length140: '64 | 128 | 40 | 140 | 140 | 1',
  layers8: '64 | 128 | 40 | 16 | 14 | 8 + 8',
  n10: '64 | 128 | positions | 10 points | 11 | 1',
  copy: '6 bits | 100 | 64 patterns | 10 | 10 | 1',
  shapes24: '32 | 64 | 17 | 24 × 24 pixels | 6 | 1',
} as const satisfies Record<BenchShapeName, string>;

function method(rows: readonly TrainingRow[]): string[] {
  const described = (descriptions: Readonly<Record<string, string>>, names: readonly string[]) =>
    Object.entries(descriptions)
      .filter(([name]) => names.includes(name))
      .map(([name, text]) => `| ${name} | ${text} |`);
  return [
    '## What is measured',
    '',
    'One step is forward, backward, clipping to a global norm and Adam, on the same batch from the same weights in every',
    'program, without the time to prepare a batch. A time is believed only when the mean loss of the first step agrees to',
    '10⁻⁴ with that of PyTorch and those of the next five updates to 5·10⁻⁴ (where there is dropout: with dropout off; it is on',
    'for the time).',
    '',
    '| model | what |',
    '| --- | --- |',
    ...described(
      modelDescriptions,
      rows.map(({ model }) => model),
    ),
    '',
    '| shape | embedding | hidden | vocabulary | source | target | layers |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...described(
      shapeDescriptions,
      rows.map(({ shape }) => shape),
    ),
    '',
    'Batches hold 64 pairs (pointer: 128, ntm: 16, captions: 32), up to 7 tokens shorter than the longest, as length buckets make them. Padding is masked in every',
    'program; PyTorch packs its sequences. PyTorch and Keras are written for speed with their own layers (whole sequences where',
    'the model allows it, eager PyTorch, the graph of `train_on_batch`); tfjs-layers is `tf.layers` on tfjs-node. `eager-…` are our',
    'own ops run one by one. First step: building the model, compiling or tracing it, and the first update. Start: from spawning a',
    'process until it can compute.',
  ];
}

function versions(rows: readonly TrainingRow[]): string {
  const found = new Map(rows.map(({ engine, version }) => [engine, version]));
  return [...found].map(([engine, version]) => `${engine}: ${version}`).join('; ');
}
