import { bestMetric, type Config } from '../config/schema';
import type { LoopState } from './checkpoint';
import { recentCheckpoints } from './checkpointMean';
import { updateBest, updateEarlyStopping } from './earlyStopping';
import { improvement, metricValue, type MetricValues } from './metricValue';
import { plateauMetric, updatePlateau } from './plateau';

/**
 * The state after a validation.
 * @param measured of the weights that training goes on with
 * @param shown of those that the checkpoint holds: what the best so far is compared with
 */
export function judgeValidation(
  { training, task }: Pick<Config, 'training' | 'task'>,
  before: LoopState,
  measured: MetricValues,
  shown: MetricValues,
): LoopState {
  const { step } = before;
  const metric = bestMetric(training, task);
  const stopping = training.early_stopping;
  return {
    ...before,
    lastValidationStep: step,
    best: updateBest(before.best, metric, metricValue(shown, metric), step),
    earlyStopping:
      stopping === undefined
        ? undefined
        : updateEarlyStopping(stopping, before.earlyStopping, metricValue(measured, stopping.metric)),
    plateau: updatePlateau(training, before.plateau, metricValue(measured, plateauMetric(training))),
    recentCheckpoints: recentCheckpoints(training, before, step),
  };
}

/** By how much the metric that picks the best checkpoint is better than it was. */
export function bestMetricGain(
  { training, task }: Pick<Config, 'training' | 'task'>,
  metrics: MetricValues,
  than: MetricValues,
): number {
  const metric = bestMetric(training, task);
  return improvement(metric, metricValue(metrics, metric), metricValue(than, metric));
}
