import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fromTrainerSchema } from '../../protocol/trainer';
import type { FromTrainer, ToTrainer } from '../../protocol/trainer';

export interface TrainerConnectionOptions {
  /** Path of the socket or name of the pipe, and the token, as `run.json` has them. */
  readonly socket: string;
  readonly token: string;
  readonly onMessage: (message: FromTrainer) => void;
  /** Called once, whatever the reason. */
  readonly onClose: (reason: string) => void;
  readonly pingEveryMs?: number;
  /** A trainer silent for so long has lost us: a step or a checkpoint may block it for a while. */
  readonly silenceLimitMs?: number;
}

/**
 * The host's end of a trainer's socket: says hello, validates what comes, and keeps asking whether the trainer still
 * answers. The same for a trainer this window forked, one it found again and one the command line started.
 */
export class TrainerConnection {
  private readonly socket: Socket;
  private readonly heartbeat: NodeJS.Timeout;
  private lastHeardMs = performance.now();
  private closed = false;

  constructor(private readonly options: TrainerConnectionOptions) {
    const { pingEveryMs = 5_000, silenceLimitMs = 60_000 } = options;
    this.socket = connect(options.socket);
    this.socket.on('connect', () => this.send({ type: 'hello', token: options.token }));
    this.socket.on('error', (error) => this.close(error.message));
    this.socket.on('close', () => this.close('the trainer closed the connection'));
    const lines = createInterface({ input: this.socket, crlfDelay: Infinity });
    lines.on('line', (line) => this.receive(line));
    // readline passes on the socket's errors, which are dealt with above.
    lines.on('error', () => undefined);
    this.heartbeat = setInterval(() => {
      if (performance.now() - this.lastHeardMs > silenceLimitMs) this.close('the trainer does not answer');
      else this.send({ type: 'ping' });
    }, pingEveryMs);
    this.heartbeat.unref();
  }

  /** False when the connection is not open (any more). */
  send(message: ToTrainer): boolean {
    if (this.closed || this.socket.connecting || !this.socket.writable) return false;
    this.socket.write(`${JSON.stringify(message)}\n`);
    return true;
  }

  close(reason = 'closed by this side'): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.heartbeat);
    this.socket.destroy();
    this.options.onClose(reason);
  }

  private receive(line: string): void {
    if (this.closed || line === '') return;
    this.lastHeardMs = performance.now();
    const message = parse(line);
    if (message === undefined) this.close(`the trainer sent something unknown: ${line.slice(0, 100)}`);
    else if (message.type === 'refused') this.close(message.message);
    else if (message.type !== 'pong') this.options.onMessage(message);
  }
}

function parse(line: string): FromTrainer | undefined {
  try {
    return fromTrainerSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
