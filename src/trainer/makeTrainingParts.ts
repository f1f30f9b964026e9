import type { Example } from '../core/data/batch';
import { codecsFor } from '../core/data/codecsFor';
import type { Splits } from '../core/data/loadSplits';
import { loadWordVectors } from '../core/data/loadWordVectors';
import { makeExamples } from '../core/data/makeExamples';
import { buildModel } from '../core/model/buildModel';
import { modelSizes } from '../core/model/modelSizes';
import type { Codecs } from '../core/text/codecs';
import type { TrainingParts } from '../core/train/trainingParts';
import { dataFileReader, type UsableConfig } from './checkConfig';

export interface LoadedParts extends TrainingParts {
  /** What is to be said of word vectors from files. */
  readonly warnings: readonly string[];
}

/** What is known of a run that goes on. */
export interface KnownParts {
  /** Default: learned from the training split. */
  readonly codecs?: Codecs | undefined;
  /** Whether there are weights already, so that files of word vectors are not read. */
  readonly hasWeights?: boolean;
}

/** Data → codecs → model. @throws DataError and other errors whose messages are for people */
export async function makeTrainingParts(
  { config, configFile }: UsableConfig,
  splits: Splits,
  known: KnownParts = {},
): Promise<LoadedParts> {
  const read = dataFileReader(configFile);
  const codecs = known.codecs ?? (await codecsFor(config, splits.train, read));
  const wordVectors =
    known.hasWeights === true ? undefined : await loadWordVectors(config.model, codecs, read);
  const model = buildModel(config.model, { ...modelSizes(codecs), ...wordVectors }, config.task);
  const examplesOf = (split: 'train' | 'dev'): readonly Example[] =>
    makeExamples(codecs, splits[split], config.data).examples;
  return {
    config,
    codecs,
    model,
    trainExamples: examplesOf('train'),
    devExamples: examplesOf('dev'),
    warnings: wordVectors?.warnings ?? [],
  };
}
