import {
  devQuantities,
  trainQuantities,
  type DevQuantity,
  type TrainQuantity,
} from '../../src/protocol/curveQuantities';
import type { NumberFormats } from '../format';

/** A chart of one quantity: `train:loss`, `dev:bleu`. */
export type ChartId = `train:${TrainQuantity}` | `dev:${DevQuantity}`;

/** In the order of the page. */
export const chartIds: readonly ChartId[] = [
  'train:loss',
  ...devQuantities.map((name): ChartId => `dev:${name}`),
  ...trainQuantities.filter((name) => name !== 'loss').map((name): ChartId => `train:${name}`),
];

export interface ChartQuantity {
  readonly split: 'train' | 'dev';
  /** Place among the values of its split. */
  readonly index: number;
  readonly isShare: boolean;
}

export function chartQuantity(id: ChartId): ChartQuantity {
  const [split, name] = id.split(':') as ['train' | 'dev', TrainQuantity | DevQuantity];
  const names: readonly string[] = split === 'train' ? trainQuantities : devQuantities;
  return { split, index: names.indexOf(name), isShare: isShareMetric(name) };
}

/** Accuracies are shares, told as percentages; BLEU and chrF have a scale of their own, 0 to 100. */
export const isShareMetric = (name: string): boolean => name.endsWith('_accuracy');

/** Whether a smaller value of a metric is better. */
export const isSmallerBetter = (name: string): boolean =>
  ['loss', 'perplexity', 'edit_distance'].includes(name);

export function formatMetric(formats: NumberFormats, name: string, value: number): string {
  return isShareMetric(name) ? formats.percent(value) : formats.measure(value);
}
