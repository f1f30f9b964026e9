import type { MetricName, TrainingConfig } from '../config/schema';
import type { BestSoFar, LoopState } from './checkpoint';
import { improvement } from './metricValue';

type EarlyStopping = NonNullable<TrainingConfig['early_stopping']>;
type EarlyStoppingState = LoopState['earlyStopping'];

/** The best validation so far, this one included; the earlier one among equals. */
export function updateBest(
  best: BestSoFar | undefined,
  metric: MetricName,
  value: number,
  step: number,
): BestSoFar {
  // A best value of another metric, from before the config was changed, says nothing about this one.
  if (best?.metric !== metric || improvement(metric, value, best.value) > 0) return { metric, value, step };
  return best;
}

/**
 * Counts the validations since the last improvement that was large enough. Small ones do not add up silently: the next
 * value is compared with the last one that counted.
 */
export function updateEarlyStopping(
  config: EarlyStopping,
  state: EarlyStoppingState,
  value: number,
): NonNullable<EarlyStoppingState> {
  if (state === undefined) return { value, validationsSince: 0 };
  const gain = improvement(config.metric, value, state.value);
  if (gain > 0 && gain >= config.min_improvement) return { value, validationsSince: 0 };
  return { value: state.value, validationsSince: state.validationsSince + 1 };
}

/** Whether there have been enough validations without an improvement. */
export function isExhausted(config: EarlyStopping | undefined, state: EarlyStoppingState): boolean {
  return config !== undefined && state !== undefined && state.validationsSince >= config.steps;
}
