import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

export interface Checksum {
  readonly algorithm: 'sha256' | 'sha512' | 'md5';
  readonly encoding: 'hex' | 'base64';
  readonly value: string;
}

/** Whether a file is there and has this checksum; without a checksum, whether it is there. */
export async function verify(file: string, checksum: Checksum | undefined): Promise<boolean> {
  const isThere = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isThere || checksum === undefined) return isThere;
  const hash = createHash(checksum.algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest(checksum.encoding) === checksum.value;
}
