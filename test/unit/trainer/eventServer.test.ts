import assert from 'node:assert/strict';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import path from 'node:path';
import { fromTrainerSchema } from '../../../src/protocol/trainer';
import type { FromTrainer } from '../../../src/protocol/trainer';
import type { RunManifest } from '../../../src/runs/manifest';
import { EventServer, type TrainingRequestMessage } from '../../../src/trainer/eventServer';
import { LineSplitter } from '../../../src/trainer/lineSplitter';
import { makeManifest } from '../../support/makeManifest';

const manifest = makeManifest();

class Watcher {
  readonly messages: FromTrainer[] = [];
  private readonly lines = new LineSplitter(1_000_000);
  private closed = false;

  constructor(readonly socket: Socket) {
    socket.on('error', () => undefined);
    socket.on('close', () => (this.closed = true));
    socket.on('data', (chunk: Uint8Array) => {
      for (const line of this.lines.push(chunk))
        this.messages.push(fromTrainerSchema.parse(JSON.parse(line)));
    });
  }

  send(message: unknown): void {
    this.socket.write(`${JSON.stringify(message)}\n`);
  }

  async until(count: number): Promise<FromTrainer[]> {
    while (this.messages.length < count && !this.closed)
      await new Promise((resolve) => setTimeout(resolve, 2));
    return this.messages;
  }

  async end(): Promise<FromTrainer[]> {
    if (!this.closed) await once(this.socket, 'close');
    return this.messages;
  }
}

describe('EventServer', () => {
  let server: EventServer;
  let asked: TrainingRequestMessage[];
  let current: RunManifest;
  const watchers: Watcher[] = [];

  beforeEach(async () => {
    asked = [];
    current = manifest;
    server = await EventServer.listen({
      greeting: () => [{ type: 'manifest', manifest: current }],
      onRequest: (request) => asked.push(request),
    });
  });

  afterEach(async () => {
    for (const watcher of watchers.splice(0)) watcher.socket.destroy();
    await server.close();
  });

  function watch(): Watcher {
    const watcher = new Watcher(createConnection(server.path));
    watchers.push(watcher);
    return watcher;
  }

  async function watchWithToken(): Promise<Watcher> {
    const watcher = watch();
    watcher.send({ type: 'hello', token: server.token });
    await watcher.until(1);
    return watcher;
  }

  it('tells when somebody watches, and does not wait for ever', async () => {
    const startedMs = performance.now();
    await server.whenWatched(30);
    assert.ok(performance.now() - startedMs >= 29);
    const waiting = server.whenWatched(60_000);
    await watchWithToken();
    await waiting;
    await server.whenWatched(60_000);
  });

  it('answers hello with the manifest as it is now, then passes events on to every watcher', async () => {
    const early = await watchWithToken();
    current = { ...manifest, step: 7 };
    const late = await watchWithToken();
    server.broadcast({ type: 'phase', phase: 'saving' });
    assert.deepEqual(await early.until(2), [
      { type: 'manifest', manifest },
      { type: 'phase', phase: 'saving' },
    ]);
    assert.deepEqual(await late.until(2), [
      { type: 'manifest', manifest: current },
      { type: 'phase', phase: 'saving' },
    ]);
  });

  it('passes on what the training is asked for, and answers ping', async () => {
    const watcher = await watchWithToken();
    const requests: TrainingRequestMessage[] = [
      { type: 'pause' },
      { type: 'set-learning-rate', learningRate: 0.25 },
      { type: 'continue' },
      { type: 'stop' },
    ];
    for (const request of requests) watcher.send(request);
    watcher.send({ type: 'ping' });
    assert.deepEqual((await watcher.until(2))[1], { type: 'pong' });
    assert.deepEqual(asked, requests);
  });

  it('refuses a wrong token, of the same length and of another, and tells nothing', async () => {
    for (const token of [server.token.replace(/./g, 'x'), '', 'é'.repeat(64)]) {
      const watcher = watch();
      watcher.send({ type: 'hello', token });
      watcher.send({ type: 'stop' });
      const [refused, ...more] = await watcher.end();
      assert.equal(refused?.type, 'refused');
      assert.match(refused.message, /Wrong token/);
      assert.deepEqual(more, []);
    }
    assert.deepEqual(asked, []);
    assert.equal(server.watcherCount, 0);
  });

  it('refuses what is not a hello, not JSON, unknown or too long', async () => {
    const cases: [string, RegExp][] = [
      ['{"type":"stop"}\n', /must be "hello" with the token, not "stop"/],
      ['hello\n', /not JSON/],
      ['{"type":"launch"}\n', /Unknown message/],
      ['x'.repeat(70_000), /70000 characters|at most 65536/],
    ];
    for (const [text, expected] of cases) {
      const watcher = watch();
      watcher.socket.write(text);
      const [refused] = await watcher.end();
      assert.equal(refused?.type, 'refused');
      assert.match(refused.message, expected);
    }
    assert.deepEqual(asked, []);
  });

  it('drops a watcher that does not read, and goes on with the others', async () => {
    const slow = await watchWithToken();
    const good = await watchWithToken();
    slow.socket.pause();
    const message = 'x'.repeat(100_000);
    for (let sent = 0; sent < 200; sent += 1) {
      server.broadcast({ type: 'warning', message });
      await good.until(sent + 2);
    }
    assert.equal(good.messages.length, 201);
    assert.equal(server.watcherCount, 1);
  });

  it('lets what was sent arrive before it closes, and leaves nothing on disk', async () => {
    const watcher = await watchWithToken();
    server.broadcast({ type: 'warning', message: 'last words' });
    await server.close();
    assert.deepEqual((await watcher.end())[1], { type: 'warning', message: 'last words' });
    if (process.platform !== 'win32') await assert.rejects(stat(path.dirname(server.path)), /ENOENT/);
  });

  it('can be reached by its user alone, at a path short enough for a socket', async function () {
    if (process.platform === 'win32') this.skip();
    assert.ok(Buffer.byteLength(server.path) <= 100);
    assert.equal((await stat(path.dirname(server.path))).mode & 0o777, 0o700);
  });
});
