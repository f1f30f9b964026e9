import { codecsFor } from '../core/data/codecsFor';
import { loadSplits } from '../core/data/loadSplits';
import { loadWordVectors } from '../core/data/loadWordVectors';
import { makeExamples } from '../core/data/makeExamples';
import { buildModel } from '../core/model/buildModel';
import { modelSizes } from '../core/model/modelSizes';
import { trainSeeds, type SeedResult, type SeedsTraining } from '../core/train/trainSeeds';
import { dataFileReader, requireConfig, type ConfigSource } from './checkConfig';
import { openCopiesEngine } from './openEngine';

/**
 * Trains a config with many seeds at once, on the WebAssembly engine; nothing is written.
 * @returns in the order of the seeds; undefined when `onUpdate` ended it
 * @throws ConfigError, DataError and other errors whose messages are for people
 */
export async function trainManySeeds(
  source: ConfigSource,
  { seeds, onUpdate }: Pick<SeedsTraining, 'seeds' | 'onUpdate'>,
): Promise<SeedResult[] | undefined> {
  const { config, configFile } = await requireConfig(source);
  const read = dataFileReader(configFile);
  const splits = await loadSplits(config, read);
  const codecs = await codecsFor(config, splits.train, read);
  const wordVectors = await loadWordVectors(config.model, codecs, read);
  const model = buildModel(config.model, { ...modelSizes(codecs), ...wordVectors }, config.task);
  const examplesOf = (split: 'train' | 'dev') => makeExamples(codecs, splits[split], config.data).examples;
  const engine = await openCopiesEngine(seeds.length);
  try {
    return await trainSeeds({
      config,
      model,
      engine,
      codecs,
      trainExamples: examplesOf('train'),
      devExamples: examplesOf('dev'),
      seeds,
      onUpdate,
    });
  } finally {
    engine.dispose();
  }
}
