import { rpcRequestSchema } from '../protocol/rpc';
import type { RpcReply } from '../protocol/rpc';

/**
 * Answers the requests of a request/reply channel, one after the other: every request gets exactly one reply, and an error
 * is a reply too. What is no request at all has no id to answer to and is passed to `onUnknown`.
 */
export class RpcServer<Body> {
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly handle: (body: unknown) => Promise<Body>,
    private readonly reply: (reply: RpcReply<Body>) => void,
    private readonly onUnknown: (message: unknown) => void,
  ) {}

  receive(message: unknown): void {
    const request = rpcRequestSchema.safeParse(message);
    if (!request.success) {
      this.onUnknown(message);
      return;
    }
    const { id, body } = request.data;
    this.queue = this.queue.then(async () => {
      this.reply(await this.answer(id, body));
    });
  }

  private async answer(id: number, body: unknown): Promise<RpcReply<Body>> {
    try {
      return { kind: 'reply', id, body: await this.handle(body) };
    } catch (error) {
      return { kind: 'error', id, message: error instanceof Error ? error.message : String(error) };
    }
  }
}
