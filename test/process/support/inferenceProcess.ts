import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { currentHostProcess, forkOptions } from '../../../src/host/runs/forkOptions';
import { inferenceReplySchema } from '../../../src/protocol/inference';
import type { DecodedLine, DecodeRequest, InferenceReply } from '../../../src/protocol/inference';
import { rpcReplySchema } from '../../../src/protocol/rpc';
import { cleanEnvironment } from './cleanEnvironment';
import { within } from './deadline';
import { installation } from './installation';
import { hasEnded, killAtEnd } from './leftovers';

/** An inference process forked with the options that the extension host forks it with. */
export class InferenceProcess {
  private lastId = 0;
  private readonly waiting = new Map<number, (reply: unknown) => void>();

  private constructor(readonly child: ChildProcess) {
    child.on('message', (message) => {
      const { id } = rpcReplySchema.parse(message);
      const answer = this.waiting.get(id);
      this.waiting.delete(id);
      if (answer === undefined) throw new Error(`A reply to request ${id}, which nobody has asked (again).`);
      answer(message);
    });
  }

  /** @param folder takes its log */
  static async fork(folder: string): Promise<InferenceProcess> {
    const { inference } = await installation();
    const log = await open(path.join(folder, 'inference.log'), 'a');
    const child = fork(
      inference,
      forkOptions(
        { ...currentHostProcess(), env: cleanEnvironment() },
        { detached: false, logDescriptor: log.fd },
      ),
    );
    await log.close();
    killAtEnd(child.pid);
    child.once('exit', () => {
      hasEnded(child.pid);
    });
    return new InferenceProcess(child);
  }

  /** Asks and waits for the reply. @throws Error with the reply's message when it is an error */
  async ask(body: unknown): Promise<InferenceReply> {
    const id = ++this.lastId;
    const answered = new Promise<unknown>((resolve) => this.waiting.set(id, resolve));
    this.child.send({ kind: 'request', id, body });
    const reply = rpcReplySchema.parse(await within(answered, () => `the reply to request ${id}`));
    if (reply.kind === 'error') throw new Error(reply.message);
    return inferenceReplySchema.parse(reply.body);
  }

  async decode(
    request: Pick<DecodeRequest, 'runFolder' | 'sources'> & Partial<DecodeRequest>,
  ): Promise<DecodedLine[]> {
    const body = { type: 'decode', checkpoint: 'best', attention: false, ...request };
    const reply = await this.ask(body);
    if (reply.type !== 'decoded') throw new Error(`A reply of type ${reply.type}.`);
    return reply.lines;
  }

  /** Lets it go as the extension host does: the channel closes. Answers with the exit code. */
  async end(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    return within(ended, () => 'the inference process to end with its parent');
  }
}
