import type { TrainingRow } from './trainingRow';

const columns: readonly { readonly title: string; readonly cell: (row: TrainingRow) => string }[] = [
  { title: 'model', cell: ({ model }) => model },
  { title: 'shape', cell: ({ shape }) => shape },
  { title: 'engine', cell: ({ engine }) => engine },
  { title: 'threads', cell: ({ threads }) => String(threads) },
  { title: 'ms/step', cell: ({ msPerStep }) => milliseconds(msPerStep) },
  { title: 'median', cell: ({ medianMs }) => milliseconds(medianMs) },
  { title: 'cpu ms', cell: ({ cpuMsPerStep }) => milliseconds(cpuMsPerStep) },
  { title: '× PyTorch', cell: ({ ratioToPyTorch }) => ratio(ratioToPyTorch) },
  { title: '(quartiles)', cell: ({ ratioToPyTorchQuartiles: range }) => range?.map(ratio).join('–') ?? '' },
  { title: '× cpu', cell: ({ cpuRatioToPyTorch }) => ratio(cpuRatioToPyTorch) },
  { title: '× Keras', cell: ({ ratioToKeras }) => ratio(ratioToKeras) },
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

/** How many of the columns are text, to be aligned at the left. */
const textColumns = 3;

/** The titles, as wide as their columns are in {@link trainingTable}. */
export function trainingTable(rows: readonly TrainingRow[]): string[] {
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < textColumns ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function milliseconds(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

function ratio(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}
