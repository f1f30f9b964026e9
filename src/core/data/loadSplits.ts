import type { Config, GeneratorConfig, Task } from '../config/schema';
import { generatePairs, LanguageExhaustedError } from './generators/generatePairs';
import { languageOf } from './generators/languageOf';
import { loadPictures } from './loadPictures';
import type { Pair } from './pair';
import { isTextDocument } from './textDocument';
import { readPairFile, type FileReading } from './readPairFile';

/** The pairs of an experiment. */
export interface Splits {
  readonly train: readonly Pair[];
  readonly dev: readonly Pair[];
  /** Absent when the config has no `data.test`. */
  readonly test?: readonly Pair[];
}

export type SplitName = keyof Splits;

/** Of every kind of source (such as a length) dev and test each take at most a tenth, while there are others. */
const heldOutShare = 0.1;
const heldOutFirst = ['test', 'dev', 'train'] as const;

/** Reads a file named in the config, relative to the config; `undefined` when there is none. */
export type ReadDataFile = (path: string) => Promise<Uint8Array | undefined>;

/** The data of an experiment can't be used. The message names the key, and file and line where there are any. */
export class DataError extends Error {
  override readonly name = 'DataError';

  constructor(
    readonly split: SplitName,
    message: string,
  ) {
    super(`data.${split}: ${message}`);
  }
}

/**
 * Reads or generates the splits of a config. Generated splits share no pair with any other: files are read first, then
 * test, dev and train are generated in this order, each without what is there already. So a larger generated training
 * split never changes dev and test. (Files that overlap are a finding of `diagnoseFiles`.)
 * Pictures that files name are read as well. Throws a {@link DataError} for a missing or empty file, a malformed line, a
 * picture that can't be read and a generator with too few pairs.
 */
export async function loadSplits(
  config: Pick<Config, 'data' | 'random_seed'> & Partial<Pick<Config, 'task'>>,
  read: ReadDataFile,
): Promise<Splits> {
  const loaded = new Map<SplitName, readonly Pair[]>();
  for (const name of heldOutFirst) {
    const source = config.data[name];
    if (typeof source === 'string') loaded.set(name, await readPairs(name, source, config, read));
  }
  for (const name of heldOutFirst) {
    const source = config.data[name];
    if (source === undefined || typeof source === 'string') continue;
    loaded.set(name, generateSplit(config, name, source, [...loaded.values()].flat()));
  }
  const test = loaded.get('test');
  return {
    train: loaded.get('train') ?? [],
    dev: loaded.get('dev') ?? [],
    ...(test === undefined ? {} : { test }),
  };
}

/** What a fingerprint of a split is taken of: UTF-8, source TAB target, one pair a line. */
export function canonicalBytes(pairs: readonly Pair[]): Uint8Array {
  return new TextEncoder().encode(pairs.map(({ source, target }) => `${source}\t${target}\n`).join(''));
}

async function readPairs(
  split: SplitName,
  path: string,
  reading: FileReading,
  read: ReadDataFile,
): Promise<readonly Pair[]> {
  const bytes = await read(path);
  if (bytes === undefined) {
    throw new DataError(split, `There is no file ${path}. Paths are relative to the config file.`);
  }
  const content = readPairFile(bytes, path, reading);
  const { src } = reading.data;
  const { pairs, problems } = src.level === 'image' ? await loadPictures(content, path, src, read) : content;
  const [first] = problems;
  if (first !== undefined) {
    throw new DataError(split, first.message + moreProblems(problems.length - 1));
  }
  if (pairs.length === 0)
    throw new DataError(split, `${path} is empty. ${whatFilesHold(reading.task, path)}`);
  return pairs;
}

/** What to put into a data file, as a sentence. */
export function whatFilesHold(task: Task | undefined, path: string): string {
  if (task !== 'language_model') return 'Put at least one pair in it: source TAB target, one pair a line.';
  return isTextDocument(path)
    ? 'Put the text in it.'
    : 'Put at least one text in it, one a line: an empty first column, TAB, the text.';
}

function moreProblems(count: number): string {
  if (count === 0) return '';
  return count === 1 ? ' (1 more line has problems.)' : ` (${count} more lines have problems.)`;
}

function generateSplit(
  config: Pick<Config, 'data' | 'random_seed'> & Partial<Pick<Config, 'task'>>,
  split: SplitName,
  generator: GeneratorConfig,
  heldOut: readonly Pair[],
): Pair[] {
  const language = languageOf(generator, config.data);
  const excluded = new Set(heldOut.map((pair) => language.heldOutKey(pair)));
  const seed = generator.seed ?? config.random_seed;
  try {
    const pairs = generatePairs(language, generator.size, {
      seedName: [generator.seed === undefined ? split : 'seed', seed],
      excluded,
      share: split === 'train' ? 1 : heldOutShare,
    });
    return config.task === 'language_model' ? pairs.map((pair) => ({ ...pair, source: '' })) : pairs;
  } catch (error) {
    if (!(error instanceof LanguageExhaustedError)) throw error;
    const after = excluded.size === 0 ? '' : ' after those held out for the other splits';
    throw new DataError(
      split,
      `"${generator.generator}" has only ${error.available} different pairs left${after}, but size is ${error.wanted}. Set data.${split}.size to at most ${error.available}${roomInWords(generator)}.`,
    );
  }
}

/** How a generator gets more different pairs. */
function roomInWords(generator: GeneratorConfig): string {
  switch (generator.generator) {
    case 'dates':
      return ', or make the held-out splits smaller';
    case 'addition':
      return ', or raise digits';
    case 'aligned_addition':
      return ', or raise max_length';
    case 'parse_trees':
      return '';
    case 'shapes':
      return ', or raise data.src.image_size';
    case 'textures':
      return ', or raise width or height';
    case 'glyphs':
    case 'drawings':
      return ', or raise max_glyphs';
    case 'paintings':
      return ', or raise max_strokes';
    case 'copy':
    case 'reverse':
    case 'first':
      return ', or raise symbols or max_length';
    case 'convex_hull':
    case 'tsp':
    case 'delaunay':
    case 'sorting':
      return ', or raise max_length';
    case 'ntm_copy':
    case 'ntm_repeat_copy':
      return ', or raise bits or max_length';
    case 'ntm_recall':
      return ', or raise bits or max_items';
  }
}
