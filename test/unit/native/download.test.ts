import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { download } from '../../../src/native/download';
import type { DownloadOrder } from '../../../src/native/download';
import { FileServer } from '../../support/fileServer';

const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');

describe('A download', () => {
  let server: FileServer;
  let folder: string;
  let file: string;
  let seen: number[];

  beforeEach(async () => {
    server = await FileServer.start();
    server.files.set('/wheel.whl', { content, headers: { etag: '"one"' } });
    folder = await mkdtemp(path.join(os.tmpdir(), 's2s-download-'));
    file = path.join(folder, 'downloads', 'wheel.whl');
    seen = [];
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const order = (changes: Partial<DownloadOrder> = {}): DownloadOrder => ({
    url: new URL('wheel.whl', server.url),
    file,
    checksum: { algorithm: 'sha256', encoding: 'hex', value: sha256 },
    network: {},
    signal: new AbortController().signal,
    onProgress: (done) => seen.push(done),
    retryMs: [1, 1],
    ...changes,
  });

  /** Answers with a piece of the file, and hangs up. */
  function cut(bytes: number, times: number): void {
    let left = times;
    server.interfere = (request, response) => {
      if (left-- <= 0) return false;
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(start === 0 ? 200 : 206, {
        etag: '"one"',
        'content-length': content.length - start,
        'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
      });
      // Some of it has come when the connection ends, how much the machine decides.
      response.write(content.subarray(start, start + bytes), () => setTimeout(() => response.destroy(), 50));
      return true;
    };
  }

  const names = () => readdir(path.dirname(file));
  const isWhole = async () => {
    assert.deepEqual(await readFile(file), content);
    assert.deepEqual(await names(), ['wheel.whl'], 'nothing is left beside it');
  };

  it('arrives whole, says how far it is, and is not fetched twice', async () => {
    await download(order());
    await isWhole();
    assert.equal(seen.at(-1), content.length);
    await download(order());
    assert.equal(server.requests.length, 1);
  });

  it('that is cut goes on where it stopped, as often as it gets on', async () => {
    cut(50_000, 4);
    await download(order());
    await isWhole();
    const starts = server.requests.map(({ headers }) => /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    assert.equal(starts.length, 5);
    assert.ok(Number(starts.at(-1)) > 0, 'it goes on');
    assert.deepEqual(
      starts.map(Number),
      starts.map(Number).sort((a, b) => a - b),
    );
    assert.ok(
      seen.every((done, index) => index === 0 || done >= seen[index - 1]!),
      'progress falls',
    );
  });

  it('that stays cut is given up in words, and a later call goes on with what has come', async () => {
    cut(50_000, 1);
    const { interfere } = server;
    server.interfere = (request, response) => {
      if (!interfere(request, response)) request.socket.destroy();
      return true;
    };
    await assert.rejects(
      download(order()),
      /wheel\.whl from 127\.0\.0\.1.* was cut: .*The \d+ kB that have come are kept: try again to go on from there\.$/,
    );
    assert.deepEqual((await names()).sort(), ['wheel.whl.part', 'wheel.whl.tag']);
    server.interfere = () => false;
    await download(order());
    await isWhole();
    assert.match(server.requests.at(-1)?.headers.range ?? '', /^bytes=[1-9]\d*-$/);
    assert.equal(server.requests.at(-1)?.headers['if-range'], '"one"');
  });

  it('begins again when the file on the other side has become another one', async () => {
    cut(50_000, 1);
    const abort = new AbortController();
    await assert.rejects(
      download(order({ signal: abort.signal, onProgress: (done) => done > 0 && abort.abort() })),
    );
    const other = randomBytes(1000);
    server.files.set('/wheel.whl', { content: other, headers: { etag: '"two"' } });
    await download(order({ checksum: undefined }));
    assert.deepEqual(await readFile(file), other);
  });

  it('begins again when the other side does not know how to go on', async () => {
    cut(50_000, 1);
    const { interfere } = server;
    server.interfere = (request, response) => {
      if (interfere(request, response)) return true;
      response.end(content);
      return true;
    };
    await download(order());
    await isWhole();
  });

  it('that is corrupt is deleted, and said to be', async () => {
    server.files.set('/wheel.whl', { content: randomBytes(content.length) });
    await assert.rejects(
      download(order()),
      /wheel\.whl arrived corrupt: its sha256 .* It has been deleted; try again/,
    );
    assert.deepEqual(await names(), []);
    assert.equal(server.requests.length, 1);
  });

  it('that was put together wrongly is fetched once more from the beginning', async () => {
    await download(order());
    await rm(file);
    await writeFile(`${file}.part`, randomBytes(70_000));
    await download(order());
    await isWhole();
    assert.deepEqual(
      server.requests.map(({ headers }) => headers.range),
      [undefined, 'bytes=70000-', undefined],
    );
  });

  it('with a piece longer than the file begins again', async () => {
    await download(order());
    await rm(file);
    await writeFile(`${file}.part`, randomBytes(content.length + 1));
    await download(order());
    await isWhole();
  });

  it('that can’t be had is not tried again', async () => {
    await assert.rejects(
      download(order({ url: new URL('elsewhere.whl', server.url) })),
      /elsewhere\.whl answers with status 404/,
    );
    assert.equal(server.requests.length, 1);
  });

  it('waits for a server that is busy', async () => {
    let busy = 2;
    server.interfere = (_, response) => {
      if (busy-- <= 0) return false;
      response.writeHead(503).end();
      return true;
    };
    await download(order());
    await isWhole();
  });

  it('from a host that is not there says so', async () => {
    const nobody = order();
    await server.stop();
    await assert.rejects(
      download(nobody),
      /was cut: 127\.0\.0\.1:\d+ can't be reached: .*Try again later\.$/,
    );
    server = await FileServer.start();
  });

  it('that is cancelled keeps what has come and leaves nothing else', async () => {
    cut(50_000, 1);
    const abort = new AbortController();
    const cancelled = download(
      order({ signal: abort.signal, onProgress: (done) => done >= 50_000 && abort.abort() }),
    );
    await assert.rejects(cancelled, { name: 'AbortError' });
    assert.deepEqual((await names()).sort(), ['wheel.whl.part', 'wheel.whl.tag']);
    server.interfere = () => false;
    await download(order());
    await isWhole();
  });
});
