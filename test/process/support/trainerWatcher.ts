import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fromTrainerSchema } from '../../../src/protocol/trainer';
import type { FromTrainer, ToTrainer } from '../../../src/protocol/trainer';
import type { RunManifest } from '../../../src/runs/manifest';
import { within } from './deadline';

type MessageOf<Type extends FromTrainer['type']> = Extract<FromTrainer, { type: Type }>;

interface Waiting {
  readonly offer: (message: FromTrainer) => boolean;
  readonly giveUp: (error: Error) => void;
}

const summarized = 12;

/** Watches a trainer through the socket that its run.json names. Every message must be one that the protocol knows. */
export class TrainerWatcher {
  /** All messages so far. */
  readonly messages: FromTrainer[] = [];
  private readonly waiting = new Set<Waiting>();
  private readonly closed: Promise<unknown>;
  private failure: Error | undefined;

  private constructor(private readonly socket: Socket) {
    this.closed = once(socket, 'close');
    socket.on('error', () => undefined);
    createInterface({ input: socket }).on('line', (line) => {
      this.receive(line);
    });
    void this.closed.then(() => {
      // The lines read last may still be on their way through readline.
      setImmediate(() => {
        this.fail(new Error(`The trainer closed the socket. Its messages were: ${this.summary()}`));
      });
    });
  }

  /** Connects and says hello, with the manifest's token unless another is given. */
  static async connect(manifest: RunManifest, token = manifest.process?.token): Promise<TrainerWatcher> {
    if (manifest.process === undefined || token === undefined)
      throw new Error(`Nobody trains this run: it is ${manifest.status}.`);
    const socket = createConnection(manifest.process.socket);
    const watcher = new TrainerWatcher(socket);
    await within(once(socket, 'connect'), () => 'the trainer to answer on its socket');
    watcher.send({ type: 'hello', token });
    return watcher;
  }

  send(message: ToTrainer): void {
    this.sendText(`${JSON.stringify(message)}\n`);
  }

  /** Sends what may be no message at all. */
  sendText(text: string): void {
    this.socket.write(text);
  }

  /** The first message of a type that is accepted, whether it has come already or comes later. */
  seen<Type extends FromTrainer['type']>(
    type: Type,
    accepts: (message: MessageOf<Type>) => boolean = () => true,
  ): Promise<MessageOf<Type>> {
    const fits = (message: FromTrainer): message is MessageOf<Type> =>
      message.type === type && accepts(message as MessageOf<Type>);
    const found = this.messages.find(fits);
    if (found !== undefined) return Promise.resolve(found);
    const arrival = new Promise<MessageOf<Type>>((resolve, reject) => {
      if (this.failure !== undefined) reject(this.failure);
      const entry: Waiting = {
        offer: (message) => {
          if (!fits(message)) return false;
          resolve(message);
          return true;
        },
        giveUp: reject,
      };
      this.waiting.add(entry);
    });
    return within(arrival, () => `a "${type}" message; so far came ${this.summary()}`);
  }

  /** All messages, once the trainer has closed the socket. */
  async end(): Promise<readonly FromTrainer[]> {
    await within(this.closed, () => `the trainer to close its socket; so far came ${this.summary()}`);
    await new Promise((resolve) => setImmediate(resolve));
    return this.messages;
  }

  /** Goes away without a word. */
  leave(): void {
    this.socket.destroy();
  }

  private receive(line: string): void {
    try {
      const message = fromTrainerSchema.parse(JSON.parse(line));
      this.messages.push(message);
      for (const entry of this.waiting) if (entry.offer(message)) this.waiting.delete(entry);
    } catch (error) {
      this.fail(new Error(`Not a message of the protocol: ${line}`, { cause: error }));
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { giveUp } of this.waiting) giveUp(this.failure);
    this.waiting.clear();
  }

  private summary(): string {
    if (this.messages.length === 0) return 'nothing';
    const newest = this.messages.slice(-summarized).map(({ type }) => type);
    return `${this.messages.length} messages, the newest: ${newest.join(', ')}`;
  }
}
