import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../core/config/schema';
import { isDataUri, pictureUri } from '../core/image/pictureUri';

/**
 * Puts the pictures themselves in the place of their paths, where a model reads pictures. Paths that lead nowhere stay, for the
 * model to refuse.
 * @param folders what relative paths may be relative to, the first first
 */
export async function loadPictureSources(
  { data }: Pick<Config, 'data'>,
  sources: readonly string[],
  folders: readonly string[],
): Promise<readonly string[]> {
  if (data.src.level !== 'image') return sources;
  const loaded: string[] = [];
  for (const source of sources) loaded.push(await loadPictureSource(source.trim(), folders));
  return loaded;
}

async function loadPictureSource(source: string, folders: readonly string[]): Promise<string> {
  if (source === '' || isDataUri(source)) return source;
  for (const folder of folders) {
    try {
      return pictureUri(await readFile(path.resolve(folder, source)), source);
    } catch {
      continue;
    }
  }
  return source;
}
