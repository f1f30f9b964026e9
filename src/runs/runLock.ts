import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ownIdentity, processState, silentElsewhereMs } from './processIdentity';
import { runFiles } from './runFiles';
import { errorCode } from './runFolderError';
import { locksFolderOf } from './stateFolder';

const lockSchema = z.object({
  pid: z.int(),
  startedAt: z.string(),
  configFile: z.string(),
  runFolder: z.string(),
});
type LockContent = z.output<typeof lockSchema>;

/** Someone else trains this config right now. */
export class AlreadyTrainingError extends Error {
  override readonly name = 'AlreadyTrainingError';

  constructor(
    readonly configFile: string,
    readonly runFolder: string,
    readonly pid: number,
  ) {
    super(
      `${configFile} is already being trained (run ${basename(runFolder)}, process ${pid}). ` +
        'Wait for that training or stop it; to train both at once, copy the config to another file.',
    );
  }
}

/** The right to train a config, held until `release`. */
export interface RunLock {
  release(): Promise<void>;
}

/** A lock file that is still empty is being written; one that stays so was left by a crash in between. */
const halfWrittenRetries = 10;
const retryDelayMs = 30;
const abandonedGateMs = 10_000;

/**
 * Takes the lock on training `configFile`: a file in `<stateFolder>/locks` with the holder's pid and start time. One
 * whose holder is gone is taken over.
 * @throws AlreadyTrainingError while its holder is alive.
 */
export async function acquireRunLock(
  stateFolder: string,
  configFile: string,
  runFolder: string,
): Promise<RunLock> {
  const canonical = await realpath(configFile).catch(() => resolve(configFile));
  const folder = locksFolderOf(stateFolder);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}.lock`);
  const own: LockContent = { ...(await ownIdentity()), configFile: canonical, runFolder };
  const text = JSON.stringify(own);
  for (let halfWritten = 0; ;) {
    if (await createLock(file, text)) return { release: () => releaseLock(file, text) };
    const found = await readText(file);
    if (found === undefined) continue;
    const holder = parseLock(found);
    if (holder === undefined && halfWritten < halfWrittenRetries) {
      halfWritten++;
      await sleep(retryDelayMs);
      continue;
    }
    if (holder !== undefined && (await isHeld(holder))) {
      throw new AlreadyTrainingError(holder.configFile, holder.runFolder, holder.pid);
    }
    await takeAway(file, found);
  }
}

async function createLock(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseLock(text: string): LockContent | undefined {
  try {
    return lockSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** On another machine's word (a shared disk, a container rebuilt since) only a run that is still written to counts. */
async function isHeld(holder: LockContent): Promise<boolean> {
  const state = await processState(holder);
  if (state !== 'elsewhere') return state === 'alive';
  const manifest = await stat(join(holder.runFolder, runFiles.manifest)).catch(() => undefined);
  return manifest !== undefined && Date.now() - manifest.mtimeMs < silentElsewhereMs;
}

/**
 * Removes a stale lock. Between judging it and removing it another process may have put its own in place, so removals are
 * let in one at a time (by a folder, which only one can create), and look again.
 */
async function takeAway(file: string, judged: string): Promise<void> {
  const gate = `${file}.takeover`;
  try {
    await mkdir(gate);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    await sleep(retryDelayMs);
    const made = await stat(gate).catch(() => undefined);
    // Its maker was killed within the few milliseconds it takes.
    if (made !== undefined && Date.now() - made.mtimeMs > abandonedGateMs)
      await rmdir(gate).catch(() => undefined);
    return;
  }
  try {
    if ((await readText(file)) === judged) await rm(file, { force: true });
  } finally {
    await rmdir(gate);
  }
}

async function releaseLock(file: string, own: string): Promise<void> {
  if ((await readText(file)) === own) await rm(file, { force: true });
}
