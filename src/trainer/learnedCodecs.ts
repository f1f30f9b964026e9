import { stat } from 'node:fs/promises';
import type { Config } from '../core/config/schema';
import { codecsFor } from '../core/data/codecsFor';
import { DataError, loadSplits } from '../core/data/loadSplits';
import type { Pair } from '../core/data/pair';
import { readPairFile } from '../core/data/readPairFile';
import type { Codecs } from '../core/text/codecs';
import { resolveDataFile } from '../runs/resolveDataFile';
import { dataFileReader } from './checkConfig';

/** What decides about the vocabularies. */
export type CodecConfig = Pick<Config, 'data' | 'task' | 'random_seed'>;

/** Larger files would take minutes and gigabytes, for a look at a config. */
const largestBytes = 256 * 1024 * 1024;
const keptCodecs = 4;

/**
 * The codecs of configs that are being edited: learned again only when the part of the config about data has changed, or a
 * data file has.
 */
export class LearnedCodecs {
  /** In the order of their last use, the oldest first. */
  private readonly kept = new Map<string, Codecs>();

  /** @throws DataError, MergesError and other errors with a sentence for people */
  async of(config: CodecConfig, configFile: string): Promise<Codecs> {
    const { data, task, random_seed } = config;
    const files = dataFiles(config);
    const stats = await Promise.all(files.map((file) => describeFile(resolveDataFile(configFile, file))));
    const key = JSON.stringify([configFile, data, task, random_seed, stats]);
    const codecs = this.kept.get(key) ?? (await learnCodecs(config, configFile, stats));
    this.kept.delete(key);
    this.kept.set(key, codecs);
    const [oldest] = this.kept.keys();
    if (this.kept.size > keptCodecs && oldest !== undefined) this.kept.delete(oldest);
    return codecs;
  }
}

interface FileStats {
  readonly size: number;
  readonly mtimeMs: number;
}

async function describeFile(file: string): Promise<FileStats | undefined> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { size, mtimeMs };
  } catch {
    return undefined;
  }
}

/** The files that vocabularies depend on. What generators held out for dev and test is no part of the training pairs. */
function dataFiles({ data }: CodecConfig): string[] {
  const { train, dev, test, src, trg } = data;
  const splits = typeof train === 'string' ? [train] : [dev, test];
  return [...splits, src.codes_file, trg.codes_file].filter((file) => typeof file === 'string');
}

async function learnCodecs(
  config: CodecConfig,
  configFile: string,
  stats: readonly (FileStats | undefined)[],
): Promise<Codecs> {
  if (stats.some((file) => file !== undefined && file.size > largestBytes))
    throw new DataError(
      'train',
      `The data is larger than ${largestBytes / 1024 ** 2} MB: its vocabulary is only read when you train.`,
    );
  const read = dataFileReader(configFile);
  const pairs = needsPairs(config) ? await trainingPairs(config, configFile) : [];
  return codecsFor(config, pairs, read);
}

/** Positions, vectors and pictures have no vocabulary to learn. */
function needsPairs({ data: { src, trg } }: CodecConfig): boolean {
  const hasVocabulary = src.level !== 'vector' && src.level !== 'image';
  return hasVocabulary || trg.level !== 'pointer';
}

/** Pictures are left unread, and lines that the trainer would refuse are passed over: they are for the diagnostics. */
async function trainingPairs(config: CodecConfig, configFile: string): Promise<readonly Pair[]> {
  const read = dataFileReader(configFile);
  const { train } = config.data;
  if (typeof train !== 'string') return (await loadSplits(config, read)).train;
  const bytes = await read(train);
  if (bytes === undefined)
    throw new DataError('train', `There is no file ${train}. Paths are relative to the config file.`);
  return readPairFile(bytes, train, config).pairs;
}
