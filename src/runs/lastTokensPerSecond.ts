import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonLines } from './jsonLines';
import { runFiles } from './runFiles';
import { parseMetricsLine } from './runReader';

/** Holds several lines, among them one of a training point unless a run only validates. */
const endBytes = 8_000;

/** The speed at the last training point of a run, read from the end of its metrics; undefined where there is none. */
export async function lastTokensPerSecond(runFolder: string): Promise<number | undefined> {
  const handle = await open(join(runFolder, runFiles.metrics)).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - endBytes);
    const bytes = new Uint8Array(size - start);
    await handle.read(bytes, 0, bytes.length, start);
    // The first line may be the rest of one: it is no JSON then.
    const { items } = parseJsonLines(bytes, parseMetricsLine);
    return items.findLast((line) => line.kind === 'train')?.tokensPerSecond;
  } finally {
    await handle.close();
  }
}
