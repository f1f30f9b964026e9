import assert from 'node:assert/strict';
import { setImmediate as breath } from 'node:timers/promises';
import type { RpcReply } from '../../../src/protocol/rpc';
import { RpcServer } from '../../../src/trainer/rpcServer';

describe('RpcServer', () => {
  const replies: RpcReply<unknown>[] = [];
  const unknown: unknown[] = [];

  beforeEach(() => {
    replies.length = 0;
    unknown.length = 0;
  });

  function serve(handle: (body: unknown) => Promise<unknown>): RpcServer<unknown> {
    return new RpcServer(
      handle,
      (reply) => replies.push(reply),
      (message) => unknown.push(message),
    );
  }

  async function until(count: number): Promise<void> {
    while (replies.length < count) await breath();
  }

  it('answers each request once, in order, also when an earlier one takes longer or fails', async () => {
    const server = serve(async (body) => {
      if (body === 'slow') for (let turn = 0; turn < 5; turn += 1) await breath();
      if (body === 'bad') throw new Error('There is no such run.');
      return `done ${String(body)}`;
    });
    server.receive({ kind: 'request', id: 1, body: 'slow' });
    server.receive({ kind: 'request', id: 2, body: 'bad' });
    server.receive({ kind: 'request', id: 3, body: 'quick' });
    await until(3);
    assert.deepEqual(replies, [
      { kind: 'reply', id: 1, body: 'done slow' },
      { kind: 'error', id: 2, message: 'There is no such run.' },
      { kind: 'reply', id: 3, body: 'done quick' },
    ]);
  });

  it('passes on what is no request', () => {
    const server = serve(() => Promise.resolve('never'));
    server.receive('hello');
    server.receive({ kind: 'request', body: 'without an id' });
    assert.deepEqual(unknown, ['hello', { kind: 'request', body: 'without an id' }]);
    assert.deepEqual(replies, []);
  });
});
