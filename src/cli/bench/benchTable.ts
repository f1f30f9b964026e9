import type { DecodingRow } from './decodingBench';
import type { KernelCost } from '../../engine/profileStep';
import type { GrowthRow } from './growth';
import type { TrainingRow } from './trainingRow';

/** A column: text is aligned at the left, numbers at the right. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly text?: true;
}

export const trainingColumns: readonly Column<TrainingRow>[] = [
  { title: 'model', cell: ({ model }) => model, text: true },
  { title: 'shape', cell: ({ shape }) => shape, text: true },
  { title: 'engine', cell: ({ engine }) => engine, text: true },
  { title: 'threads', cell: ({ threads }) => String(threads) },
  { title: 'ms/step', cell: ({ msPerStep }) => milliseconds(msPerStep) },
  { title: 'median', cell: ({ medianMs }) => milliseconds(medianMs) },
  { title: '× PyTorch', cell: ({ ratioToPyTorch }) => ratio(ratioToPyTorch) },
  { title: 'quartiles', cell: ({ ratioToPyTorchQuartiles: range }) => range?.map(ratio).join('–') ?? '' },
  { title: '× Keras', cell: ({ ratioToKeras }) => ratio(ratioToKeras) },
  { title: 'cpu ms', cell: ({ cpuMsPerStep }) => milliseconds(cpuMsPerStep) },
  { title: '× cpu', cell: ({ cpuRatioToPyTorch }) => ratio(cpuRatioToPyTorch) },
  { title: 'first step', cell: ({ firstStepMs }) => milliseconds(firstStepMs) },
  { title: 'start', cell: ({ startMs }) => milliseconds(startMs) },
  {
    title: 'peak MB',
    cell: ({ peakBytes }) => (peakBytes === undefined ? '' : (peakBytes / 1e6).toFixed(0)),
  },
  {
    title: 'loss',
    cell: ({ lossAgrees }) => (lossAgrees === undefined ? '' : lossAgrees ? 'same' : 'DIFFERS'),
  },
];

export const decodingColumns: readonly Column<DecodingRow>[] = [
  { title: 'model', cell: ({ model }) => model, text: true },
  { title: 'shape', cell: ({ shape }) => shape, text: true },
  { title: 'engine', cell: ({ engine }) => engine, text: true },
  { title: 'threads', cell: ({ threads }) => String(threads) },
  { title: 'task', cell: ({ task }) => task, text: true },
  { title: 'runs', cell: ({ runs }) => String(runs) },
  { title: 'p50 ms', cell: ({ p50Ms }) => milliseconds(p50Ms) },
  { title: 'p95 ms', cell: ({ p95Ms }) => milliseconds(p95Ms) },
  { title: '× greedy', cell: ({ ratioToGreedy }) => ratio(ratioToGreedy) },
];

export const growthColumns: readonly Column<GrowthRow>[] = [
  { title: 'grows with', cell: ({ axis }) => axis, text: true },
  { title: 'engine', cell: ({ engine }) => engine, text: true },
  { title: 'threads', cell: ({ threads }) => String(threads) },
  {
    title: 'ms/step',
    cell: ({ sizes, msPerStep }) =>
      sizes.map((size, index) => `${size}: ${milliseconds(msPerStep[index] ?? NaN)}`).join('  '),
    text: true,
  },
  { title: 'exponent', cell: ({ exponent }) => ratio(exponent) },
  { title: 'of PyTorch', cell: ({ exponentOfPyTorch }) => ratio(exponentOfPyTorch) },
];

export const kernelColumns: readonly Column<KernelCost>[] = [
  { title: 'kernel', cell: ({ kernel }) => kernel, text: true },
  { title: 'calls', cell: ({ count }) => String(count) },
  { title: 'ms/step', cell: ({ totalMs }) => totalMs.toFixed(3) },
  { title: 'share', cell: ({ share }) => `${(100 * share).toFixed(1)} %` },
];

/** Titles and rows for a terminal. No rows: no lines. */
export function textTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    columns
      .map(({ text }, column) => {
        const cell = line[column] ?? '';
        const width = widths[column] ?? 0;
        return text === true ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Titles and rows in Markdown. */
export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ text }) => (text === true ? '---' : '--:'))),
    ...rows.map((row) => line(columns.map(({ cell }) => cell(row)))),
  ];
}

function milliseconds(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

function ratio(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}
