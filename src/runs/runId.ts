import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './runFolderError';

const longestName = 48;

/** A name as letters, digits and hyphens of ASCII: safe on every file system and in every shell. */
function slug(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, longestName)
    .replace(/^-+|-+$/g, '');
  return ascii === '' ? 'run' : ascii;
}

/** Id of a run: config name + UTC time to the second, such as `dates-20260131-235959`; ids of one config sort by time. */
export function runId(configName: string, createdAt: Date): string {
  const [date = '', time = ''] = createdAt.toISOString().split(/[T.]/);
  return `${slug(configName)}-${date.replaceAll('-', '')}-${time.replaceAll(':', '')}`;
}

/** Creates the folder of a new run in `runsFolder`. Runs begun in the same second get `-2`, `-3`… */
export async function reserveRunFolder(
  runsFolder: string,
  configName: string,
  createdAt: Date,
): Promise<string> {
  const id = runId(configName, createdAt);
  for (let attempt = 1; ; attempt++) {
    const folder = join(runsFolder, attempt === 1 ? id : `${id}-${attempt}`);
    try {
      await mkdir(dirname(folder), { recursive: true });
      // Not recursive: creating it is what makes the id ours.
      await mkdir(folder);
      return folder;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}
