import { BatchPlan } from '../data/batchPlan';
import { StepCache } from '../step/stepCache';
import { zeroFeeds } from '../step/zeroFeeds';
import type { LoopState } from './checkpoint';
import { validateMean, type CheckpointMean } from './checkpointMean';
import { isExhausted } from './earlyStopping';
import type { ChangePoint, MetricPoint, StopReason, TrainEvent, ValidationPoint } from './events';
import { bestMetricGain, judgeValidation } from './judgeValidation';
import { isBelowMinimum, learningRate, type ScheduleMoment } from './learningRate';
import { changedLearningRate, withLearningRateChange } from './learningRateChange';
import { accumulate, emptyAccumulator, tokenMetrics } from './metricAccumulator';
import { averagingCompiler, keepsAverages } from './movingAverages';
import type { TrainingRun } from './trainingRun';
import { trainingLimits, type TrainingLimits } from './trainingLimits';
import { initialVariables, restoredVariables, splitVariables } from './trainingVariables';
import { Updater } from './updater';
import { Validator, type Validation } from './validate';

/** So many steps in a row without a finite gradient, and the training has diverged. */
export const maxSkippedSteps = 10;

/** The state of the loop before the first step. */
const initialLoop: LoopState = {
  step: 0,
  epoch: 0,
  batchIndex: 0,
  elapsedMs: 0,
  lastValidationStep: 0,
  skippedSteps: 0,
  accumulator: emptyAccumulator,
  best: undefined,
  earlyStopping: undefined,
  plateau: undefined,
  recentCheckpoints: undefined,
  learningRateChanges: undefined,
};

/**
 * Trains a model, as a sequence of events. The consumer has done what it wants with an event (written a checkpoint, say)
 * before the training goes on. Stopped at any step and resumed from that checkpoint, it computes bit for bit what it would
 * have computed without the stop.
 * @throws Error when a split has no pair to train or validate on, or the checkpoint does not fit the model
 */
export async function* train(run: TrainingRun): AsyncGenerator<TrainEvent, void, void> {
  const loop = new TrainLoop(run);
  try {
    yield* loop.run();
  } finally {
    loop.dispose();
  }
}

class TrainLoop {
  private readonly plan: BatchPlan;
  private readonly steps: StepCache;
  private readonly updater: Updater;
  private readonly validationSteps: StepCache;
  private readonly validator: Validator;
  private readonly stepsPerEpoch: number;
  private readonly limits: TrainingLimits;
  private readonly startedAtMs: number;
  private readonly elapsedBeforeMs: number;
  private pausedMs = 0;
  private loop: LoopState;
  /** Of the last update of this session. */
  private learningRate = 0;
  private warmedUp = false;
  /** Step of the newest checkpoint; its consumer has it on disk. */
  private checkpointedStep: number | undefined;

  constructor(private readonly training: TrainingRun) {
    const { config, model, engine, codecs, trainExamples, devExamples, checkpoint } = training;
    const { batch_size, length_bucket_width, shuffle } = config.training;
    requirePairs('train', trainExamples.length);
    requirePairs('dev', devExamples.length);
    this.plan = new BatchPlan(trainExamples, codecs, {
      batchSize: batch_size,
      bucketWidth: length_bucket_width,
      shuffle,
      seed: config.random_seed,
    });
    this.stepsPerEpoch = Math.ceil(this.plan.batchesInEpoch / config.training.batch_multiplier);
    this.limits = trainingLimits(config.training, this.stepsPerEpoch);
    this.loop = checkpoint?.loop ?? initialLoop;
    this.checkpointedStep = checkpoint?.loop.step;
    engine.defineVariables(
      checkpoint === undefined
        ? initialVariables(model, config.training, config.random_seed)
        : restoredVariables(model, config.training, checkpoint),
    );
    this.steps = new StepCache(engine);
    this.updater = new Updater(model, config, this.steps);
    this.validationSteps = new StepCache(keepsAverages(config.training) ? averagingCompiler(engine) : engine);
    this.validator = new Validator({
      config,
      model,
      steps: this.validationSteps,
      codecs,
      examples: devExamples,
    });
    this.startedAtMs = training.now();
    this.elapsedBeforeMs = this.loop.elapsedMs;
  }

  async *run(): AsyncGenerator<TrainEvent, void, void> {
    const { model, yieldToEventLoop } = this.training;
    yield {
      type: 'started',
      step: this.loop.step,
      totalSteps: this.limits.steps,
      stepsPerEpoch: this.stepsPerEpoch,
      parameterCount: model.parameterCount,
    };
    yield { type: 'phase', phase: 'warming-up' };
    let warm = false;
    for (;;) {
      await yieldToEventLoop();
      if (this.validationIsDue()) {
        const diverged = yield* this.validate();
        if (diverged !== undefined) return yield this.finished('diverged', diverged);
        warm = false;
      }
      const end = this.endReason();
      if (end !== undefined) return yield this.finished(end);
      yield* this.changeLearningRate();
      if (this.stopIsDue()) {
        yield* this.saveProgress();
        return yield this.finished('stopped');
      }
      if (this.pauseIsDue()) {
        yield* this.pause();
        warm = false;
        continue;
      }
      if (!this.warmedUp) {
        yield* this.warmUp();
        if (this.stopIsDue() || this.pauseIsDue()) continue;
      }
      const problem = this.step();
      if (!warm) yield { type: 'phase', phase: 'training' };
      warm = true;
      if (problem !== undefined) yield { type: 'warning', message: problem };
      if (this.loop.skippedSteps >= maxSkippedSteps)
        return yield this.finished('diverged', this.divergence());
      if (this.metricsAreDue()) yield { type: 'metrics', point: this.takeMetrics() };
    }
  }

  dispose(): void {
    this.steps.dispose();
    this.validationSteps.dispose();
  }

  /**
   * Compiles the steps of all shapes, so that an engine may prepare them together; and runs each once without effect where
   * first runs are slow, so that training then goes on evenly.
   */
  private async *warmUp(): AsyncGenerator<TrainEvent, void, void> {
    const { engine, yieldToEventLoop, stopRequested } = this.training;
    this.warmedUp = true;
    const steps = this.updater.compile(this.plan.shapes);
    if (engine.preparesAtFirstRun !== true) return;
    for (const [done, step] of steps.entries()) {
      yield { type: 'phase', phase: 'warming-up', progress: { done, total: steps.length } };
      await yieldToEventLoop();
      if (stopRequested()) return;
      // All zero, `apply` too: nothing is learnt.
      step.run(zeroFeeds(step.feeds));
    }
  }

  private stopIsDue(): boolean {
    const { stopRequested, stopAfterStep = Infinity } = this.training;
    return stopRequested() || this.loop.step >= stopAfterStep;
  }

  private pauseIsDue(): boolean {
    return this.training.requests?.pauseRequested() === true;
  }

  /** Waits until the pause is over or a stop is asked for; what happens meanwhile to the process can't lose anything. */
  private async *pause(): AsyncGenerator<TrainEvent, void, void> {
    const { requests, now } = this.training;
    if (requests === undefined) return;
    const beganAtMs = now();
    const place = this.place();
    yield* this.saveProgress();
    yield { type: 'change', point: { ...place, change: 'paused' } };
    while (requests.pauseRequested() && !this.stopIsDue()) {
      yield* this.changeLearningRate(place);
      yield* this.saveProgress();
      await requests.whenAsked();
    }
    const pausedMs = now() - beganAtMs;
    this.pausedMs += pausedMs;
    if (!this.stopIsDue())
      yield { type: 'change', point: { ...this.place(), change: 'continued', pausedMs } };
  }

  /** Takes over the learning rate that somebody asked for, if there is one. */
  private *changeLearningRate(place = this.place()): Generator<TrainEvent, void, void> {
    const { config, requests } = this.training;
    const { step, learningRateChanges: changes } = this.loop;
    const wanted = requests?.takeLearningRate(step);
    if (wanted === undefined) return;
    const scheduled = learningRate(config, this.moment());
    const last = changes?.at(-1);
    const previous = changedLearningRate(scheduled, last);
    // A run that is reproduced, stopped and resumed at this step has it already.
    if (last?.step === step && last.learningRate === wanted) return;
    const change = { step, learningRate: wanted, scheduled };
    this.loop = { ...this.loop, learningRateChanges: withLearningRateChange(changes, change) };
    // A checkpoint of this step does not know of it.
    this.checkpointedStep = undefined;
    yield { type: 'change', point: { ...place, change: 'learning-rate', ...change, previous } };
  }

  /** One update. Returns a sentence when it had to be left out. */
  private step(): string | undefined {
    const { config, now } = this.training;
    const { epoch, batchIndex, step, accumulator, skippedSteps, learningRateChanges } = this.loop;
    const nextIndex = Math.min(batchIndex + config.training.batch_multiplier, this.plan.batchesInEpoch);
    const batches = Array.from({ length: nextIndex - batchIndex }, (_, index) =>
      this.plan.batch(epoch, batchIndex + index),
    );
    const update = step + 1;
    this.learningRate = changedLearningRate(learningRate(config, this.moment()), learningRateChanges?.at(-1));
    const beganAtMs = now();
    const { applied, ...measures } = this.updater.update(batches, {
      learningRate: this.learningRate,
      update,
      apply: true,
    });
    const endedAtMs = now();
    const { lossSum, gradientNorm } = measures;
    const counts = applied && Number.isFinite(lossSum);
    const epochEnds = nextIndex === this.plan.batchesInEpoch;
    this.loop = {
      ...this.loop,
      step: update,
      epoch: epochEnds ? epoch + 1 : epoch,
      batchIndex: epochEnds ? 0 : nextIndex,
      elapsedMs: this.elapsedMs(),
      skippedSteps: counts ? 0 : skippedSteps + 1,
      accumulator: counts
        ? accumulate(accumulator, { ...measures, elapsedMs: endedAtMs - beganAtMs })
        : accumulator,
    };
    if (counts) return undefined;
    return applied
      ? `The loss of step ${update} is not a finite number (${lossSum}).`
      : `Step ${update} was left out, the weights are as before: its gradient is not finite (norm ${gradientNorm}, loss ${lossSum}).`;
  }

  private metricsAreDue(): boolean {
    const { step, accumulator } = this.loop;
    // The first step makes a point of its own, so that the chart shows something at once.
    const isLogged = step === 1 || step % this.training.config.training.logging_freq === 0;
    return accumulator.steps > 0 && (isLogged || this.isAtEnd());
  }

  private takeMetrics(): MetricPoint {
    const { accumulator, step, elapsedMs } = this.loop;
    this.loop = { ...this.loop, accumulator: emptyAccumulator };
    return {
      step,
      epoch: this.epochFraction(),
      elapsedMs,
      ...tokenMetrics(accumulator),
      learningRate: this.learningRate,
      gradientNorm: accumulator.gradientNormSum / accumulator.steps,
      // A clock may be too coarse for a tiny step.
      tokensPerSecond: (1000 * accumulator.targetTokens) / Math.max(accumulator.elapsedMs, 1e-3),
      tensors: this.training.engine.memory().tensors,
    };
  }

  private validationIsDue(): boolean {
    const { step, lastValidationStep } = this.loop;
    const isDue = step % this.training.config.training.validation_freq === 0 || this.isAtEnd();
    return step > 0 && isDue && step !== lastValidationStep;
  }

  /** Validates and makes a checkpoint. Returns a sentence when the result is not a number; nothing when asked to stop. */
  private async *validate(): AsyncGenerator<TrainEvent, string | undefined, void> {
    yield { type: 'phase', phase: 'validating' };
    const validation = await this.validator.validate(() => this.mayGoOn());
    if (validation === undefined) return undefined;
    if (!Number.isFinite(validation.metrics.loss)) {
      return `The loss on the dev split after step ${this.loop.step} is not a finite number. ${adviceOnDivergence}`;
    }
    const { config } = this.training;
    const before = this.loop;
    this.loop = judgeValidation(config, before, validation.metrics, validation.metrics);
    let shown: Validation = validation;
    let weights: CheckpointMean['weights'] | undefined;
    if (this.endReason() !== undefined) {
      const mean = yield* this.meanOfLast();
      if (mean === 'given up') {
        this.loop = before;
        return undefined;
      }
      if (mean !== undefined && bestMetricGain(config, mean.validation.metrics, validation.metrics) > 0) {
        shown = mean.validation;
        weights = mean.weights;
        this.loop = judgeValidation(config, before, validation.metrics, shown.metrics);
      }
    }
    this.loop = { ...this.loop, elapsedMs: this.elapsedMs() };
    const { step, elapsedMs, best } = this.loop;
    const point: ValidationPoint = {
      step,
      epoch: this.epochFraction(),
      elapsedMs,
      ...shown.metrics,
      best: best?.step === step,
    };
    const { samples, attention, machines } = shown;
    yield { type: 'validation', point, samples, attention, machines };
    yield* this.checkpoint(point.best, weights);
    return undefined;
  }

  /** The mean of the last checkpoints' weights, at the end of a training that is to have it. */
  private async *meanOfLast(): AsyncGenerator<TrainEvent, CheckpointMean | 'given up' | undefined, void> {
    const steps = this.loop.recentCheckpoints ?? [];
    if (steps.length < 2) return undefined;
    try {
      const mean = await validateMean(this.training, steps, this.validator, () => this.mayGoOn());
      return mean ?? 'given up';
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      yield { type: 'warning', message: `The last ${steps.length} checkpoints were not averaged: ${why}` };
      return undefined;
    }
  }

  private async mayGoOn(): Promise<boolean> {
    await this.training.yieldToEventLoop();
    return !this.training.stopRequested();
  }

  /** A checkpoint of where the training is, unless there is one. */
  private *saveProgress(): Generator<TrainEvent, void, void> {
    if (this.checkpointedStep !== this.loop.step) yield* this.checkpoint(false);
  }

  /** @param mean weights to be used instead of those that training goes on with */
  private *checkpoint(best: boolean, mean?: CheckpointMean['weights']): Generator<TrainEvent, void, void> {
    const { engine, model, config } = this.training;
    yield { type: 'phase', phase: 'saving' };
    const stored = splitVariables(model, config.training, engine.readVariables(), mean);
    yield { type: 'checkpoint', checkpoint: { loop: this.loop, ...stored }, best };
    this.checkpointedStep = this.loop.step;
  }

  private endReason(): StopReason | undefined {
    const { step, earlyStopping } = this.loop;
    if (isExhausted(this.training.config.training.early_stopping, earlyStopping)) return 'early-stopping';
    // At the last step the validation comes first, unless a stop was asked for in between.
    if (!this.isAtEnd() || this.validationIsDue()) return undefined;
    return step >= this.limits.steps ? this.limits.reason : 'learning-rate-min';
  }

  /** Whether there is no further step to make, apart from early stopping. */
  private isAtEnd(): boolean {
    return this.loop.step >= this.limits.steps || isBelowMinimum(this.training.config, this.moment());
  }

  /** Of the next update. */
  private moment(): ScheduleMoment {
    const { step, plateau } = this.loop;
    return {
      update: step + 1,
      epoch: this.epochFraction(),
      totalUpdates: this.limits.steps,
      reductions: plateau?.reductions ?? 0,
    };
  }

  private finished(reason: StopReason, message?: string): TrainEvent {
    const { step, elapsedMs } = this.loop;
    return { type: 'finished', reason, step, epoch: this.epochFraction(), elapsedMs, message };
  }

  private divergence(): string {
    const { step } = this.loop;
    return `The gradient was not a finite number in the ${maxSkippedSteps} steps up to ${step}. ${adviceOnDivergence}`;
  }

  /** Where the training is, and how long it took so far. */
  private place(): Pick<ChangePoint, 'step' | 'epoch' | 'elapsedMs'> {
    return { step: this.loop.step, epoch: this.epochFraction(), elapsedMs: this.elapsedMs() };
  }

  private epochFraction(): number {
    return this.loop.epoch + this.loop.batchIndex / this.plan.batchesInEpoch;
  }

  private elapsedMs(): number {
    return this.elapsedBeforeMs + this.training.now() - this.startedAtMs - this.pausedMs;
  }
}

const adviceOnDivergence =
  'Try a smaller training.learning_rate, or set training.clip_grad_norm (1 is a common value), then train again.';

/** @throws Error when a split has no pair to train or validate on */
export function requirePairs(split: 'train' | 'dev', pairs: number): void {
  if (pairs > 0) return;
  throw new Error(
    `data.${split} has no pair left to use: all are longer than data.src.max_length or data.trg.max_length. Raise these, or give shorter pairs.`,
  );
}
