import { pictureFormat } from '../config/pictureFormat';
import type { SourceTextConfig } from '../config/schema';
import { PictureError } from '../image/picture';
import { isDataUri, pictureUri } from '../image/pictureUri';
import { readPng } from '../image/readPng';
import { readPicture } from '../text/imageCodec';
import type { ReadDataFile } from './loadSplits';
import type { Pair } from './pair';
import type { FileContent, FileProblem } from './parseTsv';

/** Files read at the same time. */
const together = 16;

/**
 * Puts the pictures that a data file names into its pairs, as `data:` URIs that keep the names. Pairs whose picture is missing,
 * broken or of another size become problems, with file and line.
 * @param path of the data file; paths in it are relative to it
 */
export async function loadPictures(
  { pairs, problems }: FileContent,
  path: string,
  src: Pick<SourceTextConfig, 'image_size' | 'channels'>,
  read: ReadDataFile,
): Promise<FileContent> {
  const loaded: (Pair | FileProblem)[] = [];
  for (let start = 0; start < pairs.length; start += together) {
    const some = pairs.slice(start, start + together);
    loaded.push(...(await Promise.all(some.map((pair) => loadPicture(pair, path, src, read)))));
  }
  return {
    pairs: loaded.filter((each) => 'source' in each),
    problems: [...problems, ...loaded.filter((each) => 'message' in each)].sort((a, b) => a.line - b.line),
  };
}

async function loadPicture(
  pair: Pair,
  path: string,
  src: Pick<SourceTextConfig, 'image_size' | 'channels'>,
  read: ReadDataFile,
): Promise<Pair | FileProblem> {
  const problem = (message: string): FileProblem => ({
    code: 'no-picture',
    line: pair.line,
    message: `${path}:${pair.line}: ${message}`,
  });
  const format = pictureFormat(src);
  const source = pair.source.trim();
  if (source === '') return problem('there is no picture. Write the path of a PNG file before the TAB.');
  const isInline = isDataUri(source);
  try {
    if (isInline) {
      readPicture(source, format);
      return pair;
    }
    const bytes = await read(besideFile(path, source));
    if (bytes === undefined) return problem(`there is no picture ${source}. Paths are relative to ${path}.`);
    readPng(bytes, format);
    return { ...pair, source: pictureUri(bytes, source) };
  } catch (error) {
    const subject = isInline ? 'the picture' : `the picture ${source}`;
    if (error instanceof PictureError) return problem(`${subject} ${error.message}`);
    if (isInline) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return problem(`${subject} can't be read: ${reason}.`);
  }
}

/** A path relative to a file, as seen from where that file's path is seen from. */
function besideFile(file: string, path: string): string {
  const isAbsolute = /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
  const folder = /^.*[/\\]/s.exec(file)?.[0];
  return isAbsolute || folder === undefined ? path : folder + path;
}
