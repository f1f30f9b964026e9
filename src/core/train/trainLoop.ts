import { bestMetric } from '../config/schema';
import { BatchPlan } from '../data/batchPlan';
import { StepCache } from '../step/stepCache';
import { zeroFeeds } from '../step/zeroFeeds';
import type { BatchShape } from './batchSpecs';
import type { Checkpoint, LoopState } from './checkpoint';
import { isExhausted, updateBest, updateEarlyStopping } from './earlyStopping';
import type { MetricPoint, StopReason, TrainEvent, ValidationPoint } from './events';
import { isBelowMinimum, learningRate, type ScheduleMoment } from './learningRate';
import { accumulate, emptyAccumulator, tokenMetrics } from './metricAccumulator';
import { metricValue } from './metricValue';
import { plateauMetric, updatePlateau } from './plateau';
import type { TrainingRun } from './trainingRun';
import { trainingLimits, type TrainingLimits } from './trainingLimits';
import { initialVariables, restoredVariables, splitVariables } from './trainingVariables';
import { makeTrainStep, trainFeeds } from './trainStep';
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
  private readonly validator: Validator;
  private readonly limits: TrainingLimits;
  private readonly startedAtMs: number;
  private readonly elapsedBeforeMs: number;
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
    this.limits = trainingLimits(config.training, this.plan.batchesInEpoch);
    this.loop = checkpoint?.loop ?? initialLoop;
    this.checkpointedStep = checkpoint?.loop.step;
    engine.defineVariables(
      checkpoint === undefined
        ? initialVariables(model, config.training, config.random_seed)
        : restoredVariables(model, config.training, checkpoint),
    );
    this.steps = new StepCache(engine);
    this.validator = new Validator({ config, model, steps: this.steps, codecs, examples: devExamples });
    this.startedAtMs = training.now();
    this.elapsedBeforeMs = this.loop.elapsedMs;
  }

  async *run(): AsyncGenerator<TrainEvent, void, void> {
    const { model, yieldToEventLoop, stopRequested } = this.training;
    yield {
      type: 'started',
      step: this.loop.step,
      totalSteps: this.limits.steps,
      stepsPerEpoch: this.plan.batchesInEpoch,
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
      if (stopRequested()) {
        if (this.checkpointedStep !== this.loop.step) yield* this.checkpoint(false);
        return yield this.finished('stopped');
      }
      if (!this.warmedUp) {
        yield* this.warmUp();
        if (stopRequested()) continue;
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
  }

  /**
   * Compiles the steps of all shapes, so that an engine may prepare them together; and runs each once without effect where
   * first runs are slow, so that training then goes on evenly.
   */
  private async *warmUp(): AsyncGenerator<TrainEvent, void, void> {
    const { engine, yieldToEventLoop, stopRequested } = this.training;
    this.warmedUp = true;
    const steps = this.plan.shapes.map((shape) => this.trainStep(shape));
    if (engine.preparesAtFirstRun !== true) return;
    for (const [done, step] of steps.entries()) {
      yield { type: 'phase', phase: 'warming-up', progress: { done, total: steps.length } };
      await yieldToEventLoop();
      if (stopRequested()) return;
      // All zero, `apply` too: nothing is learnt.
      step.run(zeroFeeds(step.feeds));
    }
  }

  /** One update. Returns a sentence when it had to be left out. */
  private step(): string | undefined {
    const { config, now } = this.training;
    const { training } = config;
    const { epoch, batchIndex, step, accumulator, skippedSteps } = this.loop;
    const batch = this.plan.batch(epoch, batchIndex);
    const update = step + 1;
    this.learningRate = learningRate(config, this.moment());
    const beganAtMs = now();
    const { fetches } = this.trainStep(batch).run(
      trainFeeds(batch, training, {
        learningRate: this.learningRate,
        seed: config.random_seed,
        update,
        apply: true,
      }),
    );
    const endedAtMs = now();
    const lossSum = fetches['loss_sum']![0]!;
    const gradientNorm = fetches['gradient_norm']![0]!;
    const applied = fetches['applied']![0] === 1;
    const counts = applied && Number.isFinite(lossSum);
    const epochEnds = batchIndex + 1 === this.plan.batchesInEpoch;
    this.loop = {
      ...this.loop,
      step: update,
      epoch: epochEnds ? epoch + 1 : epoch,
      batchIndex: epochEnds ? 0 : batchIndex + 1,
      elapsedMs: this.elapsedMs(),
      skippedSteps: counts ? 0 : skippedSteps + 1,
      accumulator: counts
        ? accumulate(accumulator, {
            lossSum,
            targetTokens: batch.targetTokens,
            correctTokens: fetches['correct_tokens']![0]!,
            gradientNorm,
            elapsedMs: endedAtMs - beganAtMs,
          })
        : accumulator,
    };
    if (counts) return undefined;
    return applied
      ? `The loss of step ${update} is not a finite number (${lossSum}).`
      : `Step ${update} was left out, the weights are as before: its gradient is not finite (norm ${gradientNorm}, loss ${lossSum}).`;
  }

  private trainStep({ batchSize, sourceTime, targetTime }: BatchShape) {
    const { model, config } = this.training;
    return this.steps.get(`train/${batchSize}/${sourceTime}/${targetTime}`, () =>
      makeTrainStep(model, config.training, { batchSize, sourceTime, targetTime }),
    );
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
    const { stopRequested, yieldToEventLoop } = this.training;
    yield { type: 'phase', phase: 'validating' };
    const validation = await this.validator.validate(async () => {
      await yieldToEventLoop();
      return !stopRequested();
    });
    if (validation === undefined) return undefined;
    if (!Number.isFinite(validation.metrics.loss)) {
      return `The loss on the dev split after step ${this.loop.step} is not a finite number. ${adviceOnDivergence}`;
    }
    const point = this.judge(validation);
    yield { type: 'validation', point, samples: validation.samples, attention: validation.attention };
    yield* this.checkpoint(point.best);
    return undefined;
  }

  private judge({ metrics }: Validation): ValidationPoint {
    const { training } = this.training.config;
    const { step, best: before, earlyStopping, plateau } = this.loop;
    const metric = bestMetric(training);
    const best = updateBest(before, metric, metricValue(metrics, metric), step);
    const stopping = training.early_stopping;
    const elapsedMs = this.elapsedMs();
    this.loop = {
      ...this.loop,
      elapsedMs,
      lastValidationStep: step,
      best,
      earlyStopping:
        stopping === undefined
          ? undefined
          : updateEarlyStopping(stopping, earlyStopping, metricValue(metrics, stopping.metric)),
      plateau: updatePlateau(training, plateau, metricValue(metrics, plateauMetric(training))),
    };
    return { step, epoch: this.epochFraction(), elapsedMs, ...metrics, best: best.step === step };
  }

  private *checkpoint(best: boolean): Generator<TrainEvent, void, void> {
    const { engine, model } = this.training;
    yield { type: 'phase', phase: 'saving' };
    const checkpoint: Checkpoint = { loop: this.loop, ...splitVariables(model, engine.readVariables()) };
    yield { type: 'checkpoint', checkpoint, best };
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

  private epochFraction(): number {
    return this.loop.epoch + this.loop.batchIndex / this.plan.batchesInEpoch;
  }

  private elapsedMs(): number {
    return this.elapsedBeforeMs + this.training.now() - this.startedAtMs;
  }
}

const adviceOnDivergence =
  'Try a smaller training.learning_rate, or set training.clip_grad_norm (1 is a common value), then train again.';

function requirePairs(split: 'train' | 'dev', pairs: number): void {
  if (pairs > 0) return;
  throw new Error(
    `data.${split} has no pair left to use: all are longer than data.src.max_length or data.trg.max_length. Raise these, or give shorter pairs.`,
  );
}
