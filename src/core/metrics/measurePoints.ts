import { bootstrap } from './bootstrap';
import type { Estimate } from './estimate';
import { estimateProportion } from './estimateProportion';
import {
  pointMetrics,
  readPointAnswer,
  type PointAnswer,
  type PointMetricName,
  type PointTask,
} from './pointMetrics';
import { ratio } from './ratio';

export type PointMeasures = Readonly<Partial<Record<PointMetricName, Estimate>>>;

/**
 * The metrics of a task on points, each with its 95 % interval: Wilson's of shares, the bootstrap's of means. A mean of
 * nothing (no tour is valid, say) is left out.
 * @throws Error when sources or references are not of the task; RangeError without any answer
 */
export function measurePoints(task: PointTask, answers: readonly PointAnswer[]): PointMeasures {
  const read = answers.map(readPointAnswer);
  const estimates = Object.entries(pointMetrics[task]).flatMap(([name, metric]): [string, Estimate][] => {
    const values = read.map((answer) => metric.of(answer)).filter((value) => value !== undefined);
    if (values.length === 0) return [];
    if (metric.isShare) return [[name, estimateProportion(sum(values), values.length)]];
    const { mean } = bootstrap({
      mean: ratio(
        values,
        values.map(() => 1),
      ),
    });
    return [[name, mean]];
  });
  return Object.fromEntries(estimates);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
