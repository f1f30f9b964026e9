import assert from 'node:assert/strict';
import { RpcClient } from '../../../src/host/processes/rpcClient';
import type { RpcRequest } from '../../../src/protocol/rpc';

const limit = { timeoutMs: 1_000 };

function clientWithSent() {
  const sent: RpcRequest<string>[] = [];
  return { sent, client: new RpcClient<string>((request) => sent.push(request)) };
}

describe('A request to another process', () => {
  it('is settled by the reply with its id, whatever the order', async () => {
    const { sent, client } = clientWithSent();
    const [first, second] = [client.request('a', limit), client.request('b', limit)];
    const [a, b] = sent.map(({ id }) => id);
    assert.ok(client.receive({ kind: 'reply', id: b, body: 2 }));
    assert.ok(client.receive({ kind: 'reply', id: a, body: 1 }));
    assert.deepEqual(await Promise.all([first, second]), [1, 2]);
  });

  it('is rejected with the reason of the other side', async () => {
    const { client } = clientWithSent();
    const request = client.request('a', limit);
    client.receive({ kind: 'error', id: 1, message: 'There is no checkpoint.' });
    await assert.rejects(request, /There is no checkpoint/);
  });

  it('is rejected when time is up, and a late reply is not taken for another’s', async () => {
    const { client } = clientWithSent();
    await assert.rejects(client.request('a', { timeoutMs: 5 }), /No answer within 0.005 seconds/);
    assert.equal(client.receive({ kind: 'reply', id: 1, body: 0 }), false);
  });

  it('is rejected when it is cancelled, before or after it was sent', async () => {
    const { sent, client } = clientWithSent();
    const abort = new AbortController();
    const request = client.request('a', { ...limit, signal: abort.signal });
    abort.abort();
    await assert.rejects(request, /Cancelled/);
    await assert.rejects(client.request('b', { ...limit, signal: abort.signal }), /Cancelled/);
    assert.equal(sent.length, 1, 'the second one was not even sent');
  });

  it('is rejected when the channel breaks', async () => {
    const { client } = clientWithSent();
    const requests = [client.request('a', limit), client.request('b', limit)];
    client.rejectAll('The process has ended.');
    for (const request of requests) await assert.rejects(request, /has ended/);
  });

  it('is not confused by messages that are no replies', () => {
    const { client } = clientWithSent();
    for (const odd of [undefined, 'reply', { kind: 'reply' }, { kind: 'reply', id: 7, body: 1 }])
      assert.equal(client.receive(odd), false);
  });
});
