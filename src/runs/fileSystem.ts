import { appendFile, mkdir, open, readdir, rename, rm, truncate } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import { errorCode } from './runFolderError';

/** The writes a run folder needs, as an interface so that tests can make any of them fail. */
export interface FileSystem {
  /** Creates the folder and its parents; one that exists is fine. */
  createFolder(folder: string): Promise<void>;
  /** Writes a file that must not exist yet and waits until it is on disk. */
  writeNewFile(file: string, content: Uint8Array | string): Promise<void>;
  /** Replaces a file as a whole: readers see the old content or the new one, never a part. */
  replaceFile(file: string, content: Uint8Array | string): Promise<void>;
  append(file: string, text: string): Promise<void>;
  /** Cuts a file back to `size` bytes. */
  truncate(file: string, size: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a folder with all it holds; what is not there is fine. */
  remove(path: string): Promise<void>;
  /** Waits until a file's content, or a folder's entries, are on disk. */
  sync(path: string): Promise<void>;
  /** Names in a folder; empty when there is none. */
  list(folder: string): Promise<string[]>;
}

// A write beyond a limit on file sizes (ulimit -f, common on clusters) is to fail with EFBIG, as it does in Node by itself. But
// write-file-atomic listens to all signals that end a process and, where nobody else listens, lets this one end it.
process.on('SIGXFSZ', () => undefined);

/** What Windows answers while another process (a reader, a virus scanner) holds a file open for a moment. */
const transientOnWindows = new Set(['EPERM', 'EACCES', 'EBUSY']);

async function retryOnWindows(action: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await action();
      return;
    } catch (error) {
      const transient = process.platform === 'win32' && transientOnWindows.has(errorCode(error) ?? '');
      if (!transient || attempt === 10) throw error;
      await sleep(10 * attempt);
    }
  }
}

/** The real one. */
export const nodeFileSystem: FileSystem = {
  async createFolder(folder) {
    await mkdir(folder, { recursive: true });
  },
  async writeNewFile(file, content) {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async replaceFile(file, content) {
    const data =
      typeof content === 'string'
        ? content
        : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    await retryOnWindows(() => writeFileAtomic(file, data));
  },
  async append(file, text) {
    await appendFile(file, text);
  },
  async truncate(file, size) {
    await truncate(file, size);
  },
  async rename(from, to) {
    await retryOnWindows(() => rename(from, to));
  },
  async remove(path) {
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  },
  async sync(path) {
    try {
      const handle = await open(path, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      // Windows can't sync a folder, or a file opened for reading: its renames are journalled without it.
      if (process.platform !== 'win32') throw error;
    }
  },
  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  },
};
