import { codecsFor } from '../../core/data/codecsFor';
import { loadSplits } from '../../core/data/loadSplits';
import { BatchPlan } from '../../core/data/batchPlan';
import { makeExamples } from '../../core/data/makeExamples';
import { buildModel } from '../../core/model/buildModel';
import { modelSizes } from '../../core/model/modelSizes';
import { initialVariables } from '../../core/train/trainingVariables';
import { makeTrainStep, trainFeeds } from '../../core/train/trainStep';
import type { TensorSpec } from '../../core/step/step';
import { dumpProgram } from '../../engine/trace/dumpProgram';
import { traceStep } from '../../engine/trace/traceStep';
import { wasmTarget } from '../../engine/wasm/wasmTarget';
import { profileStep, type KernelCost } from '../../engine/profileStep';
import { dataFileReader, requireConfig } from '../../trainer/checkConfig';
import { openEngine } from '../../trainer/openEngine';

/** What the kernels of a training step cost. */
export interface StepProfile {
  readonly engine: string;
  readonly version: string;
  readonly batchSize: number;
  readonly sourceTime: number;
  readonly targetTime: number;
  /** Time of all kernels of a step. */
  readonly msPerStep: number;
  /** The dearest first. */
  readonly kernels: readonly KernelCost[];
  /** The program of the step, a line a call. */
  readonly program: string;
}

/**
 * Measures the kernels of a config's training step, on the first batch of its largest shape and one thread. On the engine
 * `wasm`: native TensorFlow runs a step as one graph.
 * @throws ConfigError, DataError
 */
export async function profileConfig(file: string): Promise<StepProfile> {
  const { config, configFile } = await requireConfig({ configFile: file });
  const { train } = await loadSplits(config, dataFileReader(configFile));
  const codecs = await codecsFor(config, train, dataFileReader(configFile));
  const model = buildModel(config.model, modelSizes(codecs), config.task);
  const { examples } = makeExamples(codecs, train, config.data);
  const { batch_size, length_bucket_width, learning_rate } = config.training;
  const plan = new BatchPlan(examples, codecs, {
    batchSize: batch_size,
    bucketWidth: length_bucket_width,
    shuffle: false,
    seed: config.random_seed,
  });
  const [largest] = plan.shapes;
  const batches = Array.from({ length: plan.batchesInEpoch }, (_, index) => plan.batch(0, index));
  const batch = batches.find(
    ({ sourceTime, targetTime }) => sourceTime === largest?.sourceTime && targetTime === largest.targetTime,
  );
  if (batch === undefined) throw new Error('The plan has no batch of its largest shape.');
  const engine = await openEngine({ engine: 'wasm', threads: 1 });
  try {
    engine.defineVariables(initialVariables(model, config.training, config.random_seed));
    const feeds = trainFeeds(batch, config.training, {
      learningRate: learning_rate,
      seed: config.random_seed,
      update: 1,
      apply: true,
    });
    const step = makeTrainStep(model, config.training, batch);
    const kernels = profileStep(engine, step, feeds);
    const specs = [...engine.readVariables()].map(([name, { shape }]): [string, TensorSpec] => [
      name,
      { shape, dtype: 'float32' },
    ]);
    const program = dumpProgram(traceStep(step, Object.fromEntries(specs), wasmTarget));
    const { batchSize, sourceTime, targetTime } = batch;
    const msPerStep = kernels.reduce((sum, { totalMs }) => sum + totalMs, 0);
    const { name, version } = engine.info;
    return { engine: name, version, batchSize, sourceTime, targetTime, msPerStep, kernels, program };
  } finally {
    engine.dispose();
  }
}
