import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ownIdentity, processState } from '../runs/processIdentity';
import { errorCode } from '../runs/runFolderError';

const holderSchema = z.object({ pid: z.int(), startedAt: z.string() });

/**
 * Does something with the folder of an installation while no other process does. A lock whose holder is gone does not count.
 * @throws Error naming the process that is at work there
 */
export async function withInstallLock<T>(root: string, action: () => Promise<T>): Promise<T> {
  const file = path.join(root, 'install.lock');
  await mkdir(root, { recursive: true });
  const own = JSON.stringify(await ownIdentity());
  while (!(await create(file, own))) {
    const holder = await readHolder(file);
    if (holder !== undefined && (await processState(holder)) !== 'gone')
      throw new Error(
        `Native TensorFlow is already being installed or removed (process ${holder.pid}). Wait until it is done. If there is no such process, delete ${file}.`,
      );
    await rm(file, { force: true });
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<z.output<typeof holderSchema> | undefined> {
  try {
    return holderSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
