import { z } from 'zod';

/** Envelopes of a request/reply channel: ids tie replies to requests, and a reply may be an error. */
export interface RpcRequest<Body> {
  readonly kind: 'request';
  readonly id: number;
  readonly body: Body;
}

export type RpcReply<Body> =
  | { readonly kind: 'reply'; readonly id: number; readonly body: Body }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

export const rpcRequestSchema = z.object({ kind: z.literal('request'), id: z.int(), body: z.unknown() });
export const rpcReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reply'), id: z.int(), body: z.unknown() }),
  z.object({ kind: z.literal('error'), id: z.int(), message: z.string() }),
]);
