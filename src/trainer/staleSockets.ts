import { lstat, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';

/** What `mkdtemp` makes of the prefix of socket folders. */
const folderName = /^s2s-[A-Za-z0-9]{6}$/;
/** A trainer that is just starting has made its folder, but does not listen yet. */
const youngMs = 60_000;

/**
 * Removes the folders of sockets whose trainers were killed before they could. Only a folder of this user that holds
 * nothing but a socket on which nobody listens any more, or nothing, is one.
 */
export async function removeStaleSockets(
  temporaryFolder: string,
  socketName: string,
  nowMs = Date.now(),
): Promise<void> {
  const names = await readdir(temporaryFolder).catch(() => []);
  for (const name of names.filter((candidate) => folderName.test(candidate))) {
    const folder = path.join(temporaryFolder, name);
    try {
      if (await isStale(folder, socketName, nowMs)) await rm(folder, { recursive: true, force: true });
    } catch {
      // Somebody else's, or gone already.
    }
  }
}

async function isStale(folder: string, socketName: string, nowMs: number): Promise<boolean> {
  const found = await lstat(folder);
  const isOurs = found.isDirectory() && found.uid === process.getuid?.();
  if (!isOurs || nowMs - found.mtimeMs < youngMs) return false;
  const content = await readdir(folder);
  if (content.length === 0) return true;
  const file = path.join(folder, socketName);
  if (content.length > 1 || content[0] !== socketName || !(await lstat(file)).isSocket()) return false;
  return isDeserted(file);
}

/** Whether nobody listens on a socket. One that can't be told counts as in use. */
function isDeserted(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('connect', () => socket.destroy());
    socket.on('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED'));
    socket.on('close', () => resolve(false));
  });
}
