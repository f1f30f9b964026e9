import type { DecodingRow } from './decodingBench';
import type { KernelCost } from '../../engine/profileStep';
import type { GrowthRow } from './growth';
import type { TrainingRow } from './trainingRow';
import type { Column } from '../table';

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

function milliseconds(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

function ratio(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}
