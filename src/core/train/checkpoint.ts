import type { MetricName } from '../config/schema';
import type { VariableValue } from '../step/engine';
import type { LearningRateChange } from './learningRateChange';

/** Sums since the last logged point, so that a resumed run logs what an uninterrupted one would have. */
export interface MetricAccumulator {
  readonly steps: number;
  readonly lossSum: number;
  readonly targetTokens: number;
  readonly correctTokens: number;
  readonly gradientNormSum: number;
  /** Time spent in these steps. */
  readonly elapsedMs: number;
}

export interface BestSoFar {
  readonly metric: MetricName;
  readonly value: number;
  readonly step: number;
}

/** Everything about the training loop that is not a tensor; plain JSON. */
export interface LoopState {
  readonly step: number;
  /** Whole epochs done. */
  readonly epoch: number;
  /** Batches of the current epoch already trained on; their order is a function of (random_seed, epoch). */
  readonly batchIndex: number;
  readonly elapsedMs: number;
  /** Step of the last validation, 0 before the first: whether the one due at `step` is still to be made. */
  readonly lastValidationStep: number;
  /** Steps without an update (gradient not finite) since the last with one. */
  readonly skippedSteps: number;
  readonly accumulator: MetricAccumulator;
  readonly best: BestSoFar | undefined;
  /** Early stopping: best value that counted as an improvement, and validations since. */
  readonly earlyStopping: { readonly value: number; readonly validationsSince: number } | undefined;
  /** Schedule "plateau": the same of its own, and how often it has lowered the learning rate. */
  readonly plateau?:
    { readonly value: number; readonly validationsSince: number; readonly reductions: number } | undefined;
  /** Steps of the validations whose checkpoints may still be averaged, this one included; they are to be kept. */
  readonly recentCheckpoints?: readonly number[] | undefined;
  /** Learning rates set by hand, by rising step; the last one is in force. */
  readonly learningRateChanges?: readonly LearningRateChange[] | undefined;
}

/** A training run at one moment, complete: continuing from it equals never having stopped. */
export interface Checkpoint {
  readonly loop: LoopState;
  /** What the model is to be used with, by parameter, such as `encoder.layers.0.forward.kernel`; averages where configured. */
  readonly weights: ReadonlyMap<string, VariableValue>;
  /**
   * What else training goes on from. Optimizer slots by name, such as `adam.m.encoder.layers.0.forward.kernel`; where the
   * weights are averages, `unaveraged.<parameter>`, and `average.<parameter>` where they are not the moving ones.
   */
  readonly optimizer: ReadonlyMap<string, VariableValue>;
}
