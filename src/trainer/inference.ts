import { inferenceRequestSchema } from '../protocol/inference';
import type { InferenceReply } from '../protocol/inference';
import { InferenceService } from './inferenceService';
import { parseMessage } from './parseMessage';
import { RpcServer } from './rpcServer';

/**
 * Entry point of the inference process: answers requests over the fork's channel until its parent disconnects. No request
 * ends the process; what a request can't have is an error reply.
 */

const service = new InferenceService();

const server = new RpcServer<InferenceReply>(
  async (body) => service.handle(parseMessage(inferenceRequestSchema, body, 'request')),
  (reply) => process.send?.(reply),
  (message) => console.error('Not a request:', message),
);

for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.on('message', (message) => server.receive(message));
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => console.error(error));
process.on('unhandledRejection', (error) => console.error(error));
