import { BatchPlan } from '../data/batchPlan';
import type { BatchShape } from '../data/fillBatch';
import type { Seq2SeqModel } from '../model/model';
import type { Engine } from '../step/engine';
import { StepCache } from '../step/stepCache';
import { requirePairs } from './trainLoop';
import type { TrainingParts } from './trainingParts';
import { initialVariables } from './trainingVariables';
import { trainingLimits } from './trainingLimits';
import { Updater } from './updater';
import { Validator } from './validate';

/** What a training would be like, by a few of its batches. Nothing of it is kept. */
export interface DryRun {
  readonly batchesPerEpoch: number;
  /** The most steps there will be, and epochs they make. */
  readonly steps: number;
  readonly epochs: number;
  /** Different shapes of batches. */
  readonly shapes: number;
  /** The largest shape, which decides how much memory it takes, and the commonest, which was run. */
  readonly largestShape: BatchShape;
  readonly commonestShape: BatchShape;
  /** Training alone. */
  readonly msPerEpoch: number;
  readonly validations: number;
  readonly msPerValidation: number;
  /** Of one shape: its step is made and run for the first time. */
  readonly firstRunMs: number;
  /** Steps, validations and first runs together. */
  readonly totalMs: number;
}

export interface DryRunParts extends TrainingParts {
  readonly engine: Engine;
  readonly now: () => number;
}

/** What is quick is run more often, since clocks are coarse and compilers get better with time. */
const warmUpMs = 300;
const timedMs = 500;
const fewestTimed = 2;
const mostRuns = 200;

/**
 * Runs two batches of the commonest shape, after a warm-up, and one validation of at most as many pairs as a batch has. The
 * other shapes are taken to cost as much more or less as they have more or fewer positions, each weighed by the
 * parameters that it is multiplied with.
 * @throws Error when a split has no pair to train or validate on
 */
export async function dryRun(parts: DryRunParts): Promise<DryRun> {
  const { config, model, engine, codecs, trainExamples } = parts;
  const { batch_size, length_bucket_width, shuffle, batch_multiplier, validation_freq } = config.training;
  requirePairs('train', trainExamples.length);
  requirePairs('dev', parts.devExamples.length);
  const plan = new BatchPlan(trainExamples, codecs, {
    batchSize: batch_size,
    bucketWidth: length_bucket_width,
    shuffle,
    seed: config.random_seed,
  });
  engine.defineVariables(initialVariables(model, config.training, config.random_seed));
  const counts = plan.batchesOfShapes;
  const commonest = counts.indexOf(Math.max(...counts));
  const commonestShape = plan.shapes[commonest]!;
  const { firstRunMs, msPerBatch } = timeBatches(parts, plan, commonest);
  const work = workOf(model);
  const totalWork = plan.shapes.reduce((sum, shape, index) => sum + counts[index]! * work(shape), 0);
  const msPerEpoch = (msPerBatch * totalWork) / work(commonestShape);
  const stepsPerEpoch = Math.ceil(plan.batchesInEpoch / batch_multiplier);
  const { steps } = trainingLimits(config.training, stepsPerEpoch);
  const epochs = steps / stepsPerEpoch;
  const validations = Math.ceil(steps / validation_freq);
  const msPerValidation = await timeValidation(parts);
  return {
    batchesPerEpoch: plan.batchesInEpoch,
    steps,
    epochs,
    shapes: plan.shapes.length,
    largestShape: plan.shapes[0]!,
    commonestShape,
    msPerEpoch,
    validations,
    msPerValidation,
    firstRunMs,
    totalMs: epochs * msPerEpoch + validations * msPerValidation + plan.shapes.length * firstRunMs,
  };
}

function timeBatches(
  { config, model, engine, now }: DryRunParts,
  plan: BatchPlan,
  shapeIndex: number,
): { readonly firstRunMs: number; readonly msPerBatch: number } {
  const steps = new StepCache(engine);
  const updater = new Updater(model, config, steps);
  // Of a group of batches whose gradients are summed up, two stand for all.
  const groupSize = Math.min(config.training.batch_multiplier, 2);
  const batches = plan.batchesWithShape(shapeIndex, 2 * groupSize);
  let runs = 0;
  const run = (): void => {
    const group = Array.from(
      { length: groupSize },
      (_, index) => batches[(runs * groupSize + index) % batches.length]!,
    );
    runs++;
    updater.update(group, { learningRate: 0, update: runs, apply: true });
  };
  const beganMs = now();
  run();
  const firstRunMs = now() - beganMs;
  while (now() - beganMs - firstRunMs < warmUpMs && runs < mostRuns) run();
  const warmMs = now();
  const warmRuns = runs;
  do run();
  while (runs - warmRuns < fewestTimed || (now() - warmMs < timedMs && runs - warmRuns < mostRuns));
  const msPerBatch = (now() - warmMs) / ((runs - warmRuns) * groupSize);
  steps.dispose();
  return { firstRunMs: Math.max(firstRunMs - msPerBatch * groupSize, 0), msPerBatch };
}

/** One validation with all its pairs, by one with few. An untrained decoder would never end: it writes as much as the pairs have. */
async function timeValidation({
  config,
  model,
  engine,
  codecs,
  devExamples,
  now,
}: DryRunParts): Promise<number> {
  const { batch_size, max_valid_sents } = config.training;
  const pairs = Math.min(max_valid_sents, devExamples.length);
  const tried = Math.min(pairs, batch_size);
  const longest = devExamples.reduce((most, { targetIds }) => Math.max(most, targetIds.length), 1);
  const steps = new StepCache(engine);
  const validator = new Validator({
    config: {
      ...config,
      training: { ...config.training, max_valid_sents: tried },
      testing: { ...config.testing, max_output_length: longest },
    },
    model,
    steps,
    codecs,
    examples: devExamples,
  });
  const goOn = (): Promise<boolean> => Promise.resolve(true);
  await validator.validate(goOn);
  const warmMs = now();
  await validator.validate(goOn);
  const ms = ((now() - warmMs) * pairs) / tried;
  steps.dispose();
  return ms;
}

/** How much a batch of a shape costs beside others: positions times the parameters that each is multiplied with. */
function workOf(model: Seq2SeqModel): (shape: BatchShape) => number {
  let encoder = 1;
  let decoder = 1;
  for (const { name, shape } of model.parameters) {
    // Of a table of embeddings one row is looked up.
    if (name.includes('embeddings')) continue;
    const size = shape.reduce((product, each) => product * each, 1);
    if (name.startsWith('encoder.')) encoder += size;
    else decoder += size;
  }
  return ({ sourceTime, targetTime }) => encoder * sourceTime + decoder * targetTime;
}
