import type { MetricName, TrainingConfig } from '../config/schema';
import type { LoopState } from './checkpoint';
import { improvement } from './metricValue';

type PlateauState = LoopState['plateau'];

const defaultPatience = 10;
/** A smaller improvement does not count, as in `torch.optim.lr_scheduler.ReduceLROnPlateau` with an absolute threshold. */
const threshold = 1e-4;

/** The metric whose plateaus lower the learning rate. */
export function plateauMetric({ early_stopping, best_metric }: TrainingConfig): MetricName {
  return early_stopping?.metric ?? best_metric ?? 'loss';
}

/** The state after another validation; undefined where the config has no such schedule. */
export function updatePlateau(training: TrainingConfig, state: PlateauState, value: number): PlateauState {
  if (training.scheduling !== 'plateau') return undefined;
  if (state === undefined) return { value, validationsSince: 0, reductions: 0 };
  if (improvement(plateauMetric(training), value, state.value) > threshold)
    return { ...state, value, validationsSince: 0 };
  const validationsSince = state.validationsSince + 1;
  return validationsSince > (training.patience ?? defaultPatience)
    ? { ...state, validationsSince: 0, reductions: state.reductions + 1 }
    : { ...state, validationsSince };
}
