import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { runFiles } from '../../runs/runFiles';

const tailBytes = 16 * 1024;

/** The end of what the trainer of a run has printed; empty when there is nothing. */
export async function readLogTail(runFolder: string): Promise<string> {
  try {
    const handle = await open(join(runFolder, runFiles.log), 'r');
    try {
      const { size } = await handle.stat();
      const bytes = new Uint8Array(Math.min(size, tailBytes));
      await handle.read(bytes, 0, bytes.length, size - bytes.length);
      return new TextDecoder().decode(bytes);
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}
