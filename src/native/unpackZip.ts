import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

export interface UnpackOptions {
  readonly signal: AbortSignal;
  /** Bytes written since the last call. */
  readonly onWritten?: (bytes: number) => void;
}

/**
 * Unpacks files of a zip archive (a wheel is one); the others are never written.
 * @param placeOf where a file goes, by its path in the archive; undefined: nowhere
 * @returns how many files were written
 */
export async function unpackZip(
  file: string,
  placeOf: (name: string) => string | undefined,
  { signal, onWritten = () => undefined }: UnpackOptions,
): Promise<number> {
  const zip = await openPromise(file);
  let files = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      const place = entry.fileName.endsWith('/') ? undefined : placeOf(entry.fileName);
      if (place === undefined) continue;
      await mkdir(path.dirname(place), { recursive: true });
      const count = new Transform({
        transform: (chunk: Uint8Array, _encoding, done) => {
          onWritten(chunk.length);
          done(null, chunk);
        },
      });
      await pipeline(await zip.openReadStreamPromise(entry), count, createWriteStream(place), { signal });
      files++;
    }
  } finally {
    zip.close();
  }
  return files;
}
