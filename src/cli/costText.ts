import { formatBytes } from '../native/formatBytes';
import type { CostEstimate } from '../protocol/modelling';
import { formatDuration } from './duration';

/** What a training will cost, in lines. */
export function describeCost(cost: CostEstimate): string[] {
  const { engine, threads, steps, shapes, validations } = cost;
  const duration = (seconds: number): string => formatDuration(1000 * seconds);
  const count = (value: number, one: string, many: string): string =>
    `${value.toLocaleString('en')} ${value === 1 ? one : many}`;
  const epochs = cost.epochs.toLocaleString('en', { maximumFractionDigits: 1 });
  const memory =
    cost.bytesAre === 'measured'
      ? 'measured'
      : 'measured, and estimated for the largest batches, which were not run';
  return [
    `cost of a training on ${engine} with ${count(threads, 'thread', 'threads')}, by a few batches:`,
    `  about ${duration(cost.secondsPerEpoch)} per epoch of ${count(cost.batchesPerEpoch, 'batch', 'batches')}`,
    `  ${cost.mayEndEarlier ? 'at most' : 'about'} ${duration(cost.seconds)} in all: ${count(steps, 'step', 'steps')} in ${epochs} epochs, ${count(validations, 'validation', 'validations')} of ${duration(cost.secondsPerValidation)}, first runs of ${count(shapes, 'shape', 'shapes')} of ${duration(cost.firstRunSeconds)}`,
    `  ${formatBytes(cost.bytes)} of memory (${memory})`,
  ];
}
