import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, errorText } from '../runs/runFolderError';
import { formatBytes } from './formatBytes';
import { request, shownUrl } from './network';
import type { HttpResponse, Network } from './network';
import { verify } from './verify';
import type { Checksum } from './verify';

export interface DownloadOrder {
  readonly url: URL;
  /** Where the whole file is to be; until then it is beside it, with `.part` added. */
  readonly file: string;
  readonly checksum: Checksum | undefined;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
  /** Waits between attempts. */
  readonly retryMs?: readonly number[];
}

const defaultRetryMs = [200, 1_000, 3_000, 10_000];

/** What has come so far is whole, but of another file than the one that is wanted. */
class DamagedDownloadError extends Error {}
/** Nothing will come of asking again. */
class RefusedDownloadError extends Error {}

/**
 * Downloads a file. One that was cut goes on where it stopped: at once after a moment, and in a later call. A file is put
 * in place only when its checksum is right; one whose checksum is wrong is deleted, and fetched once more from the
 * beginning if it had been put together from several pieces.
 * @throws Error in words: what was cut or is corrupt, and what to do
 */
export async function download(order: DownloadOrder): Promise<void> {
  const { file, signal, retryMs = defaultRetryMs } = order;
  if (await verify(file, order.checksum)) return;
  await rm(file, { force: true });
  await mkdir(path.dirname(file), { recursive: true });
  let failures = 0;
  for (;;) {
    const already = await sizeOf(partOf(file));
    try {
      await fetchRest(order, already);
      await putInPlace(order);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RefusedDownloadError) throw error;
      if (errorCode(error) === 'ENOSPC') throw diskFullError(order, error);
      if (error instanceof DamagedDownloadError) {
        if (already === 0) throw error;
        continue;
      }
      // Whoever gets on is not failing.
      failures = (await sizeOf(partOf(file))) > already ? 0 : failures + 1;
      const waitMs = retryMs[Math.max(0, failures - 1)];
      if (failures > retryMs.length || waitMs === undefined) throw await cutError(order, error);
      await sleep(waitMs, undefined, { signal });
    }
  }
}

const partOf = (file: string): string => `${file}.part`;
/** Names the version that a part belongs to, as the other side has called it. */
const tagOf = (file: string): string => `${file}.tag`;

async function fetchRest(
  { url, file, checksum, network, signal, onProgress }: DownloadOrder,
  had: number,
): Promise<void> {
  const part = partOf(file);
  const tag = await readFile(tagOf(file), 'utf8').catch(() => '');
  // Two pieces that nothing can hold against each other are not put together.
  const already = checksum === undefined && tag === '' ? 0 : had;
  const range =
    already === 0 ? {} : { range: `bytes=${already}-`, ...(tag === '' ? {} : { 'if-range': tag }) };
  const response = await request(url, { headers: range, signal }, network);
  const { body } = response;
  const start = startOf(response, already);
  if (start === undefined) {
    body.destroy();
    await refuse(response, file, already);
    return;
  }
  await writeFile(tagOf(file), strongTag(response.headers.etag));
  const length = response.headers['content-length'];
  const totalBytes = length === undefined ? undefined : start + Number(length);
  let done = start;
  onProgress(done, totalBytes);
  body.on('data', (chunk: Uint8Array) => {
    done += chunk.length;
    onProgress(done, totalBytes);
  });
  await pipeline(body, createWriteStream(part, { flags: start === 0 ? 'w' : 'a' }), { signal });
  if (totalBytes !== undefined && done < totalBytes) throw new Error('the connection was cut');
}

/** @throws always */
async function refuse({ status, url }: HttpResponse, file: string, already: number): Promise<never> {
  if (status === 206 || (status === 416 && already > 0)) {
    await discard(file);
    throw new DamagedDownloadError(`${url.host} does not go on with a download that was cut.`);
  }
  const text = `${shownUrl(url)} answers with status ${status}`;
  if (status === 429 || status >= 500) throw new Error(text);
  throw new RefusedDownloadError(`${text}.`);
}

/** Where in the file the answer begins; undefined when it is no answer to what was asked. */
function startOf({ status, headers }: HttpResponse, already: number): number | undefined {
  if (status === 200) return 0;
  const [, start] = /^bytes (\d+)-/.exec(headers['content-range'] ?? '') ?? [];
  return status === 206 && start !== undefined && Number(start) === already ? already : undefined;
}

/** `If-Range` takes no weak tags (RFC 9110, 13.1.5). */
const strongTag = (etag: string | undefined): string =>
  etag === undefined || etag.startsWith('W/') ? '' : etag;

async function putInPlace({ file, checksum }: DownloadOrder): Promise<void> {
  const part = partOf(file);
  if (!(await verify(part, checksum))) {
    await discard(file);
    throw new DamagedDownloadError(
      `${path.basename(file)} arrived corrupt: its ${checksum?.algorithm ?? 'content'} is not the expected one. It has been deleted; try again, and if it happens again, something on the way changes downloads.`,
    );
  }
  await rename(part, file);
  await rm(tagOf(file), { force: true });
}

async function cutError({ url, file }: DownloadOrder, error: unknown): Promise<Error> {
  const reason = errorText(error).replace(/\.$/, '');
  const already = await sizeOf(partOf(file));
  const kept =
    already === 0
      ? 'Try again later.'
      : `The ${formatBytes(already)} that have come are kept: try again to go on from there.`;
  return new Error(`The download of ${path.basename(file)} from ${url.host} was cut: ${reason}. ${kept}`, {
    cause: error,
  });
}

function diskFullError({ file }: DownloadOrder, cause: unknown): Error {
  return new Error(
    `The disk is full: there is no room for ${path.basename(file)} in ${path.dirname(file)}. Free some space and try again; what has come so far is kept.`,
    { cause },
  );
}

async function discard(file: string): Promise<void> {
  await rm(partOf(file), { force: true });
  await rm(tagOf(file), { force: true });
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
