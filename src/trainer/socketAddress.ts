import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeStaleSockets } from './staleSockets';

/** A Unix socket's path has at most 104 bytes on macOS and 108 on Linux, the final zero included. */
const maxPathBytes = 100;

/** A place to listen on that only this user can reach. */
export interface SocketAddress {
  /** Path of a Unix socket, or name of a Windows pipe. */
  readonly path: string;
  /** Removes what was made on disk. */
  dispose(): Promise<void>;
}

/**
 * Makes a fresh address. On POSIX the socket lies in a folder of its own that others may not enter (`mkdtemp` makes it
 * mode 0700); it can't lie in the run folder, whose path is often too long for a socket.
 * @throws Error when no folder with a short enough path can be made
 */
export async function createSocketAddress(temporaryFolder = tmpdir()): Promise<SocketAddress> {
  if (process.platform === 'win32')
    return {
      path: `\\\\.\\pipe\\s2s-${randomBytes(12).toString('hex')}`,
      dispose: () => Promise.resolve(),
    };
  const name = path.join('s2s-XXXXXX', 'trainer');
  const base = [temporaryFolder, '/tmp'].find(
    (folder) => Buffer.byteLength(path.join(folder, name)) <= maxPathBytes,
  );
  if (base === undefined)
    throw new Error(
      `The temporary folder ${temporaryFolder} has too long a path for a socket. Set TMPDIR to a shorter one.`,
    );
  await removeStaleSockets(base, path.basename(name));
  const folder = await mkdtemp(path.join(base, 's2s-'));
  // A process that ends in a hurry tidies up as well.
  const tidyUp = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', tidyUp);
  return {
    path: path.join(folder, path.basename(name)),
    dispose: async () => {
      process.off('exit', tidyUp);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
