import type { Config } from '../config/schema';
import type { Batch } from '../data/batch';
import { BatchPlan, evaluationBatches } from '../data/batchPlan';
import type { Engine, VariableValue } from '../step/engine';
import { StepCache } from '../step/stepCache';
import { batchFeeds } from '../model/batchSpecs';
import { makeEvaluateStep } from './evaluateStep';
import { learningRate } from './learningRate';
import type { TrainingParts } from './trainingParts';
import { trainingLimits } from './trainingLimits';
import { initialVariables } from './trainingVariables';
import { Updater } from './updater';

/** Models that differ in their initial values alone, to be trained at once until they solve the dev split. */
export interface SeedsTraining extends TrainingParts {
  /** Whose variables have a leading axis of as many copies as there are seeds. */
  readonly engine: Engine;
  /** In place of `random_seed` where initial values are drawn. */
  readonly seeds: readonly number[];
  /** Called after every update; may wait. Training ends when it returns false. */
  readonly onUpdate: (update: number, totalUpdates: number) => Promise<boolean> | boolean;
}

/** How a seed does after the last update. */
export interface SeedResult {
  readonly seed: number;
  /** Of the dev split: nats per reference token. */
  readonly loss: number;
  /** Of the dev split: the share of reference tokens that have the highest logit. */
  readonly tokenAccuracy: number;
  /**
   * Whether all of them have: then greedy search writes every reference, since it sees the same tokens before it that
   * teacher forcing shows.
   */
  readonly solved: boolean;
}

/**
 * Trains with many seeds at once, as many updates as the config says: each as `train` would with that `random_seed`, but
 * that the order of the batches and what dropout leaves out are those of the config's own seed for all of them.
 * @returns in the order of the seeds; undefined when it was ended before
 * @throws Error when the config does what each seed would have to do at another time, or a split has no pair
 */
export async function trainSeeds(training: SeedsTraining): Promise<SeedResult[] | undefined> {
  const { config, model, engine, codecs, trainExamples, seeds, onUpdate } = training;
  const { batch_size, batch_multiplier, length_bucket_width, shuffle } = config.training;
  refuseWhatDependsOnDev(config);
  const plan = new BatchPlan(trainExamples, codecs, {
    batchSize: batch_size,
    bucketWidth: length_bucket_width,
    shuffle,
    seed: config.random_seed,
  });
  const updatesInEpoch = Math.ceil(plan.batchesInEpoch / batch_multiplier);
  const { steps: totalUpdates } = trainingLimits(config.training, updatesInEpoch);
  engine.defineVariables(stackVariables(seeds.map((seed) => initialVariables(model, config.training, seed))));
  const steps = new StepCache(engine);
  try {
    const updater = new Updater(model, config, steps);
    for (let update = 1; update <= totalUpdates; update++) {
      const epoch = Math.floor((update - 1) / updatesInEpoch);
      const first = ((update - 1) % updatesInEpoch) * batch_multiplier;
      const end = Math.min(first + batch_multiplier, plan.batchesInEpoch);
      const batches = Array.from({ length: end - first }, (_, index) => plan.batch(epoch, first + index));
      const moment = { update, epoch: epoch + first / plan.batchesInEpoch, totalUpdates, reductions: 0 };
      updater.update(batches, { learningRate: learningRate(config, moment), update, apply: true });
      if (!(await onUpdate(update, totalUpdates))) return undefined;
    }
    return evaluateSeeds(training, steps);
  } finally {
    steps.dispose();
  }
}

function refuseWhatDependsOnDev({ training }: Config): void {
  const { early_stopping, scheduling } = training;
  const key = early_stopping !== undefined ? 'early_stopping' : 'scheduling';
  if (early_stopping !== undefined || scheduling === 'plateau')
    throw new Error(
      `Seeds that are trained at once take the same steps, but training.${key} ${key === 'scheduling' ? '"plateau" ' : ''}looks at how each of them does. Remove it.`,
    );
}

function evaluateSeeds(
  { config, model, codecs, devExamples, seeds }: SeedsTraining,
  steps: StepCache,
): SeedResult[] {
  const batches = evaluationBatches(devExamples, codecs, {
    batchSize: config.training.batch_size,
    bucketWidth: config.training.length_bucket_width,
  });
  const losses = new Float64Array(seeds.length);
  const hits = new Float64Array(seeds.length);
  for (const batch of batches) {
    const { fetches } = steps
      .get(shapeKey(batch), () => makeEvaluateStep(model, batch))
      .run(batchFeeds(batch));
    seeds.forEach((_, index) => {
      losses[index]! += fetches['loss_sum']![index]!;
      hits[index]! += fetches['correct_tokens']![index]!;
    });
  }
  const tokens = batches.reduce((sum, { targetTokens }) => sum + targetTokens, 0);
  return seeds.map((seed, index) => ({
    seed,
    loss: losses[index]! / tokens,
    tokenAccuracy: hits[index]! / tokens,
    solved: hits[index] === tokens,
  }));
}

function shapeKey({ batchSize, sourceTime, targetTime }: Batch): string {
  return `evaluate/${batchSize}/${sourceTime}/${targetTime}`;
}

/** Variables of many models, one after the other along a leading axis. */
export function stackVariables(
  models: readonly ReadonlyMap<string, VariableValue>[],
): Map<string, VariableValue> {
  const [first] = models;
  if (first === undefined) throw new RangeError('There is no model to train.');
  return new Map(
    [...first].map(([name, { shape, values }]) => {
      const stacked = new Float32Array(models.length * values.length);
      models.forEach((model, index) => stacked.set(model.get(name)!.values, index * values.length));
      return [name, { shape: [models.length, ...shape], values: stacked }];
    }),
  );
}
