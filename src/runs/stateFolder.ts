import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './runFolderError';

/** Where Seq2Seq Lab keeps its files inside a workspace folder or beside a config. */
export const stateFolderName = '.s2s';

export const stateFolderOf = (root: string): string => join(root, stateFolderName);
export const runsFolderOf = (stateFolder: string): string => join(stateFolder, 'runs');
export const locksFolderOf = (stateFolder: string): string => join(stateFolder, 'locks');

/** Creates `<root>/.s2s` with a `.gitignore` that keeps runs out of version control, unless there is one already. */
export async function ensureStateFolder(root: string): Promise<string> {
  const folder = stateFolderOf(root);
  await mkdir(runsFolderOf(folder), { recursive: true });
  try {
    await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  return folder;
}
