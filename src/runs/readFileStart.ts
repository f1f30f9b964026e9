import { open } from 'node:fs/promises';

/**
 * The first bytes of a file, at most so many.
 * @throws Error of the file system, as for a file that is not there
 */
export async function readFileStart(file: string, byteCount: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(byteCount), 0, byteCount, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
