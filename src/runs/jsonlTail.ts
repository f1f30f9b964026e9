import { open, type FileHandle } from 'node:fs/promises';
import { endOfWholeLines, parseJsonLines, type JsonLines, type LineParser } from './jsonLines';
import { errorCode } from './runFolderError';

/** What has come to a file since the last look. */
export interface TailRead<T> extends JsonLines<T> {
  /** True when the file was replaced or cut: forget what was read before, `items` is all there is. */
  readonly reset: boolean;
}

/** Follows a growing JSON Lines file and reads only the bytes that were appended. One `read` at a time. */
export class JsonlTail<T> {
  private offset = 0;
  private identity: string | undefined;

  constructor(
    private readonly file: string,
    private readonly parse: LineParser<T>,
  ) {}

  /** The whole lines appended since the last call; a line still being written comes with a later call. */
  async read(): Promise<TailRead<T>> {
    let handle: FileHandle;
    try {
      handle = await open(this.file, 'r');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return { items: [], brokenLines: 0, reset: this.forget() };
    }
    try {
      const { size, dev, ino } = await handle.stat();
      const identity = `${dev}/${ino}`;
      const replaced = this.identity !== undefined && (identity !== this.identity || size < this.offset);
      const reset = replaced ? this.forget() : false;
      this.identity = identity;
      const bytes = new Uint8Array(size - this.offset);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, this.offset);
      const appended = bytes.subarray(0, bytesRead);
      this.offset += endOfWholeLines(appended);
      return { ...parseJsonLines(appended, this.parse), reset };
    } finally {
      await handle.close();
    }
  }

  private forget(): boolean {
    const hadRead = this.identity !== undefined;
    this.offset = 0;
    this.identity = undefined;
    return hadRead;
  }
}
