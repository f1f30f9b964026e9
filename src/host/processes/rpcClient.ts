import { rpcReplySchema } from '../../protocol/rpc';
import type { RpcRequest } from '../../protocol/rpc';

export interface RequestOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

interface Waiting {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The asking end of a request/reply channel. Every request settles: by its reply, its time limit, or `rejectAll`. */
export class RpcClient<Body> {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  constructor(private readonly send: (request: RpcRequest<Body>) => void) {}

  /** @throws Error with the other side's reason, or because time is up, the request was cancelled or the channel broke */
  request(body: Body, { timeoutMs, signal }: RequestOptions): Promise<unknown> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const fail = (message: string): void => this.waiting.get(id)?.reject(new Error(message));
      const timer = setTimeout(() => fail(`No answer within ${timeoutMs / 1000} seconds.`), timeoutMs);
      const abort = (): void => fail('Cancelled.');
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.waiting.delete(id);
      };
      this.waiting.set(id, {
        resolve: (reply) => {
          settle();
          resolve(reply);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      signal?.addEventListener('abort', abort);
      if (signal?.aborted === true) {
        abort();
        return;
      }
      try {
        this.send({ kind: 'request', id, body });
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
      }
    });
  }

  /** Takes what came over the channel. False when it is not a reply to a request that waits. */
  receive(message: unknown): boolean {
    const { data: reply } = rpcReplySchema.safeParse(message);
    const request = reply === undefined ? undefined : this.waiting.get(reply.id);
    if (reply === undefined || request === undefined) return false;
    if (reply.kind === 'reply') request.resolve(reply.body);
    else request.reject(new Error(reply.message));
    return true;
  }

  /** Nobody will answer any more. */
  rejectAll(reason: string): void {
    for (const { reject } of [...this.waiting.values()]) reject(new Error(reason));
  }
}
