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
    /** About how much to read at a time: who reads a long file in the extension host lets others have a turn between. */
    private readonly chunkBytes = Infinity,
  ) {}

  /**
   * The whole lines appended since the last call (at most `chunkBytes` of them, if they are longer than one line); a line still
   * being written comes with a later call.
   */
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
      const appended = await this.readAppended(handle, size - this.offset);
      this.offset += endOfWholeLines(appended);
      return { ...parseJsonLines(appended, this.parse), reset };
    } finally {
      await handle.close();
    }
  }

  private async readAppended(handle: FileHandle, length: number): Promise<Uint8Array> {
    for (let limit = this.chunkBytes; ; limit *= 2) {
      const bytes = new Uint8Array(Math.min(length, limit));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, this.offset);
      const appended = bytes.subarray(0, bytesRead);
      // A line longer than a chunk takes a larger one.
      if (limit >= length || endOfWholeLines(appended) > 0) return appended;
    }
  }

  private forget(): boolean {
    const hadRead = this.identity !== undefined;
    this.offset = 0;
    this.identity = undefined;
    return hadRead;
  }
}
