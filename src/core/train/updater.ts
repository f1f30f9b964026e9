import type { Config } from '../config/schema';
import type { Batch } from '../data/batch';
import type { Seq2SeqModel } from '../model/model';
import type { CompiledStep } from '../step/engine';
import type { StepCache } from '../step/stepCache';
import { gradientFeeds, groupDivisor, makeApplyStep, makeGradientStep } from './accumulatedSteps';
import type { BatchShape } from '../model/batchSpecs';
import { updateFeeds, type UpdateOptions } from './parameterUpdate';
import { samplingFeeds } from './scheduledSampling';
import { makeTrainStep, trainFeeds } from './trainStep';

/** What one update gave. */
export interface UpdateResult {
  /** Of all its batches, in nats. */
  readonly lossSum: number;
  readonly correctTokens: number;
  readonly targetTokens: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  /** False when it was left out since the gradient is not finite. */
  readonly applied: boolean;
}

/**
 * Makes updates: of one batch by one step, or of a group of batches whose gradients are summed up first
 * (`batch_multiplier`).
 */
export class Updater {
  constructor(
    private readonly model: Seq2SeqModel,
    private readonly config: Config,
    private readonly steps: StepCache,
  ) {}

  /** All steps for batches of these shapes. */
  compile(shapes: readonly BatchShape[]): CompiledStep[] {
    return this.accumulates
      ? [...shapes.map((shape) => this.gradientStep(shape)), this.applyStep()]
      : shapes.map((shape) => this.trainStep(shape));
  }

  /** @param batches one, or as many as there are in a group */
  update(batches: readonly Batch[], options: UpdateOptions): UpdateResult {
    const targetTokens = batches.reduce((sum, batch) => sum + batch.targetTokens, 0);
    const [batch] = batches;
    if (batch === undefined) throw new RangeError('An update needs at least one batch.');
    return {
      targetTokens,
      ...(this.accumulates ? this.updateGroup(batches, options) : this.updateOne(batch, options)),
    };
  }

  private updateOne(batch: Batch, options: UpdateOptions): Omit<UpdateResult, 'targetTokens'> {
    const { training, random_seed: seed } = this.config;
    const { fetches } = this.trainStep(batch).run(trainFeeds(batch, training, { ...options, seed }));
    return {
      lossSum: fetches['loss_sum']![0]!,
      correctTokens: fetches['correct_tokens']![0]!,
      gradientNorm: fetches['gradient_norm']![0]!,
      applied: fetches['applied']![0] === 1,
    };
  }

  private updateGroup(batches: readonly Batch[], options: UpdateOptions): Omit<UpdateResult, 'targetTokens'> {
    const { training, random_seed: seed } = this.config;
    const divisor = groupDivisor(training.normalization, batches);
    const firstDraw = (options.update - 1) * training.batch_multiplier + 1;
    let lossSum = 0;
    let correctTokens = 0;
    batches.forEach((batch, index) => {
      const { fetches } = this.gradientStep(batch).run({
        ...gradientFeeds(batch, { seed, draw: firstDraw + index, divisor }),
        ...samplingFeeds(training, options.update),
      });
      lossSum += fetches['loss_sum']![0]!;
      correctTokens += fetches['correct_tokens']![0]!;
    });
    const { fetches } = this.applyStep().run(updateFeeds(training, options));
    return {
      lossSum,
      correctTokens,
      gradientNorm: fetches['gradient_norm']![0]!,
      applied: fetches['applied']![0] === 1,
    };
  }

  private get accumulates(): boolean {
    return this.config.training.batch_multiplier > 1;
  }

  private trainStep(shape: BatchShape): CompiledStep {
    return this.steps.get(`train/${keyOf(shape)}`, () =>
      makeTrainStep(this.model, this.config.training, shape),
    );
  }

  private gradientStep(shape: BatchShape): CompiledStep {
    return this.steps.get(`gradients/${keyOf(shape)}`, () =>
      makeGradientStep(this.model, this.config.training, shape),
    );
  }

  private applyStep(): CompiledStep {
    return this.steps.get('update', () => makeApplyStep(this.model, this.config.training));
  }
}

function keyOf({ batchSize, sourceTime, targetTime }: BatchShape): string {
  return `${batchSize}/${sourceTime}/${targetTime}`;
}
