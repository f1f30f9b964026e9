import { nodeFileSystem, type FileSystem } from '../../../src/runs/fileSystem';

export type WriteKind = Exclude<keyof FileSystem, 'list'>;

/** The real file system, which fails from its `failAt`-th write on with `code`, as a full disk does. */
export class FaultyFileSystem implements FileSystem {
  /** Writes so far, by kind. */
  readonly calls: WriteKind[] = [];

  constructor(
    private failAt: number,
    private code = 'ENOSPC',
    /** Kinds that never fail: space is not needed to remove, cut or rename. */
    private readonly spared: readonly WriteKind[] = ['remove', 'truncate'],
  ) {}

  /** Every write from now on fails. */
  break(code: string): void {
    this.failAt = this.calls.length + 1;
    this.code = code;
  }

  /** There is space again. */
  repair(): void {
    this.failAt = Infinity;
  }

  createFolder(folder: string) {
    return this.attempt('createFolder', () => nodeFileSystem.createFolder(folder));
  }
  async writeNewFile(file: string, content: Uint8Array | string) {
    // As on a real disk, a part of the file gets through before the error.
    const part = content.slice(0, Math.floor(content.length / 2));
    if (this.failsNext()) await nodeFileSystem.writeNewFile(file, part);
    await this.attempt('writeNewFile', () => nodeFileSystem.writeNewFile(file, content));
  }
  replaceFile(file: string, content: Uint8Array | string) {
    return this.attempt('replaceFile', () => nodeFileSystem.replaceFile(file, content));
  }
  async append(file: string, text: string) {
    if (this.failsNext()) await nodeFileSystem.append(file, text.slice(0, text.length / 2));
    await this.attempt('append', () => nodeFileSystem.append(file, text));
  }
  truncate(file: string, size: number) {
    return this.attempt('truncate', () => nodeFileSystem.truncate(file, size));
  }
  rename(from: string, to: string) {
    return this.attempt('rename', () => nodeFileSystem.rename(from, to));
  }
  remove(path: string) {
    return this.attempt('remove', () => nodeFileSystem.remove(path));
  }
  sync(path: string) {
    return this.attempt('sync', () => nodeFileSystem.sync(path));
  }
  list(folder: string) {
    return nodeFileSystem.list(folder);
  }

  private failsNext(): boolean {
    return this.calls.length + 1 >= this.failAt;
  }

  private async attempt(kind: WriteKind, write: () => Promise<void>): Promise<void> {
    const fails = this.failsNext() && !this.spared.includes(kind);
    this.calls.push(kind);
    if (fails) throw Object.assign(new Error(`${this.code}: injected`), { code: this.code });
    await write();
  }
}
