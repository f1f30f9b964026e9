import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrainerConnection } from '../../../src/host/runs/trainerConnection';
import type { TrainerConnectionOptions } from '../../../src/host/runs/trainerConnection';
import type { FromTrainer } from '../../../src/protocol/trainer';
import type { RunManifest } from '../../../src/runs/manifest';
import { EventServer } from '../../../src/trainer/eventServer';

const manifest: RunManifest = {
  version: 1,
  id: 'copy-20260101-000000',
  name: 'copy',
  configFile: '/w/copy.s2s.json',
  status: 'running',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  engine: { name: 'wasm', version: '4.22.0', threads: 1, reason: 'asked for' },
  versions: {},
  seed: 1,
  parameterCount: 10,
  data: {},
  step: 0,
  epoch: 0,
  stepsPerEpoch: 10,
  elapsedMs: 0,
};

describe('The connection to a trainer', () => {
  let server: EventServer;
  let stops: number;
  let messages: FromTrainer[];
  let closed: string[];
  let connection: TrainerConnection;

  beforeEach(async () => {
    [stops, messages, closed] = [0, [], []];
    server = await EventServer.listen({
      greeting: () => [{ type: 'manifest', manifest }],
      onRequest: ({ type }) => (stops += type === 'stop' ? 1 : 0),
    });
  });
  afterEach(async () => {
    connection.close();
    await server.close();
  });

  function open(options: Partial<TrainerConnectionOptions> = {}): void {
    connection = new TrainerConnection({
      socket: server.path,
      token: server.token,
      onMessage: (message) => messages.push(message),
      onClose: (reason) => closed.push(reason),
      ...options,
    });
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let count = 0; !condition(); count++) {
      assert.ok(count < 400, 'waited in vain');
      await sleep(5);
    }
  }

  it('says hello with the token, gets the manifest, then what happens', async () => {
    open();
    await until(() => messages.length === 1);
    assert.deepEqual(messages[0], { type: 'manifest', manifest });
    server.broadcast({ type: 'phase', phase: 'training' });
    await until(() => messages.length === 2);
    assert.deepEqual(messages[1], { type: 'phase', phase: 'training' });
  });

  it('carries the wish to stop', async () => {
    open();
    assert.equal(connection.send({ type: 'stop' }), false, 'not before it is open');
    await until(() => messages.length === 1);
    assert.equal(connection.send({ type: 'stop' }), true);
    await until(() => stops === 1);
  });

  it('is closed with the reason when the token is wrong', async () => {
    open({ token: 'guess' });
    await until(() => closed.length === 1);
    assert.match(closed[0] ?? '', /Wrong token/);
    assert.deepEqual(messages, []);
  });

  it('is closed once when the trainer ends, or is not there', async () => {
    open();
    await until(() => messages.length === 1);
    await server.close();
    await until(() => closed.length === 1);
    assert.equal(connection.send({ type: 'stop' }), false);
    open();
    await until(() => closed.length === 2);
    await sleep(20);
    assert.equal(closed.length, 2);
  });

  it('stays open while the trainer answers pings, and not when it is silent', async () => {
    open({ pingEveryMs: 5, silenceLimitMs: 200 });
    await sleep(300);
    assert.deepEqual(closed, [], 'pongs keep it open');
    connection.close();
    open({ pingEveryMs: 5, silenceLimitMs: 0 });
    await until(() => closed.includes('the trainer does not answer'));
  });

  it('does not believe messages that break the protocol', async () => {
    open();
    await until(() => messages.length === 1);
    server.broadcast({ type: 'phase', phase: 'dreaming' } as unknown as FromTrainer);
    await until(() => closed.length === 1);
    assert.match(closed[0] ?? '', /something unknown/);
  });
});
