import type { DataConfig } from '../config/schema';
import { parseMerges, MergesError, type Merge } from '../text/bpe/merges';
import type { KnownMerges } from './buildCodecs';
import type { ReadDataFile } from './loadSplits';
import { decodeUtf8 } from './utf8';

/**
 * The merges of the config's `codes_file`s.
 * @throws MergesError for a missing or malformed file
 */
export async function loadMerges(
  { src, trg }: Pick<DataConfig, 'src' | 'trg'>,
  read: ReadDataFile,
): Promise<KnownMerges> {
  const [source, target] = await Promise.all([
    readMerges(src.codes_file, read),
    readMerges(trg.codes_file, read),
  ]);
  return { source, target };
}

/** @throws MergesError for a missing or malformed file */
export async function readMerges(
  path: string | undefined,
  read: ReadDataFile,
): Promise<readonly Merge[] | undefined> {
  if (path === undefined) return undefined;
  const bytes = await read(path);
  if (bytes === undefined)
    throw new MergesError(
      `There is no codes_file ${path}. Paths are relative to the config file. Remove the key to learn the merges from the training split.`,
    );
  const text = decodeUtf8(bytes);
  if (text === undefined)
    throw new MergesError(`${path}:1 is not UTF-8. Save the codes_file in that encoding.`);
  return parseMerges(text, path);
}
