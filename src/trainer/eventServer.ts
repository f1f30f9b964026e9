import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { toTrainerSchema } from '../protocol/trainer';
import type { FromTrainer, ToTrainer } from '../protocol/trainer';
import { LineSplitter } from './lineSplitter';
import { createSocketAddress } from './socketAddress';
import type { SocketAddress } from './socketAddress';

const maxRequestLength = 64 * 1024;
const helloTimeoutMs = 10_000;
/** A watcher that lets more than this pile up has stopped reading. */
const maxUnreadBytes = 8 * 1024 * 1024;

/** What a watcher may ask of the training itself. */
export type TrainingRequestMessage = Exclude<ToTrainer, { type: 'hello' | 'ping' }>;

export interface EventServerOptions {
  /** What every watcher that says hello is told first: the manifest as it is, and what it should know besides. */
  readonly greeting: () => readonly FromTrainer[];
  readonly onRequest: (request: TrainingRequestMessage) => void;
}

/**
 * Where a trainer tells whoever watches how training goes: one JSON object a line over a local socket. Any number of
 * watchers may come and go. None of them can slow training down: one that does not read is disconnected, and finds
 * everything it missed in the run folder.
 */
export class EventServer {
  readonly token = randomBytes(32).toString('hex');
  /** Sockets that have said hello with the right token. */
  private readonly watchers = new Set<Socket>();
  private readonly sockets = new Set<Socket>();
  private reportWatched: () => void = () => undefined;
  private readonly watched = new Promise<void>((resolve) => {
    this.reportWatched = resolve;
  });

  private constructor(
    private readonly server: Server,
    private readonly address: SocketAddress,
    private readonly options: EventServerOptions,
  ) {
    server.on('connection', (socket) => {
      this.accept(socket);
    });
  }

  /** @throws Error when the socket can't be made */
  static async listen(options: EventServerOptions): Promise<EventServer> {
    const address = await createSocketAddress();
    const server = createServer();
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(address.path, resolve);
      });
    } catch (error) {
      await address.dispose();
      throw error;
    }
    return new EventServer(server, address, options);
  }

  get path(): string {
    return this.address.path;
  }

  get watcherCount(): number {
    return this.watchers.size;
  }

  /** Resolves when the first watcher has been greeted, or after the limit. */
  async whenWatched(limitMs: number): Promise<void> {
    await Promise.race([this.watched, sleep(limitMs, undefined, { ref: false })]);
  }

  /** Sends to all watchers. Never waits. */
  broadcast(message: FromTrainer): void {
    const line = encode(message);
    for (const watcher of this.watchers) this.write(watcher, line);
  }

  /** Says goodbye: what was sent still arrives, unless a watcher takes longer than the grace time. */
  async close(graceMs = 1000): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroySoon();
    const timer = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, graceMs);
    await closed;
    clearTimeout(timer);
    await this.address.dispose();
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    const lines = new LineSplitter(maxRequestLength);
    const timer = setTimeout(() => {
      refuse(socket, 'No hello came within ten seconds.');
    }, helloTimeoutMs);
    timer.unref();
    // A watcher that breaks off is its own business; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      this.sockets.delete(socket);
      this.watchers.delete(socket);
    });
    socket.on('data', (chunk: Uint8Array) => {
      try {
        for (const line of lines.push(chunk)) if (line !== '') this.receive(socket, parseRequest(line));
      } catch (error) {
        refuse(socket, error instanceof Error ? error.message : String(error));
      }
      if (this.watchers.has(socket)) clearTimeout(timer);
    });
  }

  private receive(socket: Socket, request: ToTrainer): void {
    if (!socket.writable) return;
    if (request.type === 'hello') {
      if (!this.isToken(request.token)) {
        refuse(socket, 'Wrong token: the run folder’s run.json holds the right one.');
        return;
      }
      this.watchers.add(socket);
      for (const message of this.options.greeting()) this.write(socket, encode(message));
      this.reportWatched();
      return;
    }
    if (!this.watchers.has(socket)) {
      refuse(socket, `The first message must be "hello" with the token, not "${request.type}".`);
      return;
    }
    switch (request.type) {
      case 'stop':
      case 'pause':
      case 'continue':
      case 'set-learning-rate':
        this.options.onRequest(request);
        return;
      case 'ping':
        this.write(socket, encode({ type: 'pong' }));
        return;
    }
  }

  private isToken(token: string): boolean {
    const [given, expected] = [Buffer.from(token), Buffer.from(this.token)];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private write(socket: Socket, line: string): void {
    if (!socket.writable) return;
    socket.write(line);
    if (socket.writableLength > maxUnreadBytes) socket.destroy();
  }
}

function refuse(socket: Socket, message: string): void {
  if (!socket.writable) return;
  socket.write(encode({ type: 'refused', message }));
  socket.destroySoon();
}

function parseRequest(line: string): ToTrainer {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error('A message is one JSON object on one line; this was not JSON.');
  }
  const request = toTrainerSchema.safeParse(value);
  if (!request.success)
    throw new Error(
      'Unknown message; known are "hello", "stop", "pause", "continue", "set-learning-rate" with a learningRate above 0, and "ping".',
    );
  return request.data;
}

function encode(message: FromTrainer): string {
  return `${JSON.stringify(message)}\n`;
}
