import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

/** The messages that have arrived at a port until now. */
export function* receiveMessages<Message>(port: MessagePort): Generator<Message, void, void> {
  for (;;) {
    const received = receiveMessageOnPort(port) as { readonly message: Message } | undefined;
    if (received === undefined) return;
    yield received.message;
  }
}
