import { modellingRequestSchema } from '../protocol/modelling';
import type { ModellingReply } from '../protocol/modelling';
import { ModellingService } from './modellingService';
import { parseMessage } from './parseMessage';
import { RpcServer } from './rpcServer';

/**
 * Entry point of the modelling process: answers what is asked about configs over the fork's channel until its parent
 * disconnects. No request ends the process; what a request can't have is an error reply.
 */

const service = new ModellingService();

const server = new RpcServer<ModellingReply>(
  async (body) => service.handle(parseMessage(modellingRequestSchema, body, 'request')),
  (reply) => process.send?.(reply),
  (message) => console.error('Not a request:', message),
);

for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.on('message', (message) => server.receive(message));
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => console.error(error));
process.on('unhandledRejection', (error) => console.error(error));
