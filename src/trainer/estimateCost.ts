import { dryRun, type DryRun } from '../core/train/dryRun';
import type { TrainingParts } from '../core/train/trainingParts';
import { loadSplits } from '../core/data/loadSplits';
import type { Engine } from '../core/step/engine';
import { isOutOfMemory } from '../engine/outOfMemory';
import type { CostEstimate } from '../protocol/modelling';
import { dataFileReader, requireConfig, type ConfigSource } from './checkConfig';
import { memoryAdvice } from './explainOutOfMemory';
import { estimateStepBytes } from './memoryEstimate';
import { openEngine, type EngineRequest } from './openEngine';
import { makeTrainingParts } from './makeTrainingParts';

export type CostRequest = ConfigSource & EngineRequest;

/**
 * What a training will cost, told by a few of its batches: what is done is what training does first, and nothing is written.
 * It blocks the process for as long as that takes.
 * @throws ConfigError, DataError and other errors whose messages are for people
 */
export async function estimateCost({
  configFile,
  configText,
  ...request
}: CostRequest): Promise<CostEstimate> {
  const usable = await requireConfig({ configFile, configText });
  const splits = await loadSplits(usable.config, dataFileReader(usable.configFile));
  const parts = await makeTrainingParts(usable, splits);
  const engine = await openEngine(request);
  try {
    const run = await dryRun({ ...parts, engine, now: () => performance.now() });
    return describe(run, parts, engine);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    const { config, trainExamples: examples } = parts;
    const need = { config, sizes: sizesOf(parts), examples, engine: engine.info.name };
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(memoryAdvice(need, reason), { cause: error });
  } finally {
    engine.dispose();
  }
}

const sizesOf = ({ model, codecs }: TrainingParts) => ({
  parameterCount: model.parameterCount,
  targetVocabularySize: codecs.target.vocabularySize,
});

function describe(run: DryRun, parts: TrainingParts, { info }: Engine): CostEstimate {
  const { config, model } = parts;
  const bytesOf = (shape: DryRun['largestShape']): number => estimateStepBytes(config, sizesOf(parts), shape);
  const moreBytes = Math.max(bytesOf(run.largestShape) - bytesOf(run.commonestShape), 0);
  return {
    parameterCount: model.parameterCount,
    engine: info.name,
    threads: info.threads,
    batchesPerEpoch: run.batchesPerEpoch,
    shapes: run.shapes,
    steps: run.steps,
    epochs: run.epochs,
    mayEndEarlier: config.training.early_stopping !== undefined,
    secondsPerEpoch: run.msPerEpoch / 1000,
    validations: run.validations,
    secondsPerValidation: run.msPerValidation / 1000,
    firstRunSeconds: run.firstRunMs / 1000,
    seconds: run.totalMs / 1000,
    bytes: Math.round(process.memoryUsage.rss() + moreBytes),
    bytesAre: moreBytes === 0 ? 'measured' : 'partly-estimated',
  };
}
