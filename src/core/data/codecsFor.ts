import type { Config } from '../config/schema';
import { buildCodecs } from './buildCodecs';
import type { Codecs } from '../text/codecs';
import { loadMerges } from './loadMerges';
import type { ReadDataFile } from './loadSplits';
import type { Pair } from './pair';

/**
 * The codecs of an experiment, learned from its training pairs and read from the files that the config names.
 * @throws MergesError for a missing or malformed `codes_file`
 */
export async function codecsFor(
  { task, data }: Pick<Config, 'task' | 'data'>,
  trainingPairs: readonly Pair[],
  read: ReadDataFile,
): Promise<Codecs> {
  return buildCodecs(data, trainingPairs, { task, merges: await loadMerges(data, read) });
}
