import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  observeStatus,
  ownIdentity,
  processIdentity,
  processState,
  type ProcessIdentity,
} from '../../../src/runs/processIdentity';

async function idleProcess(): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const { pid } = child;
  assert.ok(pid !== undefined);
  return Object.assign(child, { pid });
}

async function identityOf(pid: number): Promise<ProcessIdentity> {
  const identity = await processIdentity(pid);
  assert.ok(identity);
  return identity;
}

const running = (identity: ProcessIdentity, updatedAt = new Date().toISOString()) => ({
  status: 'running' as const,
  updatedAt,
  process: { ...identity, socket: 's', token: 't' },
});

describe('processIdentity', () => {
  it('is the same every time for a process that lives', async () => {
    assert.deepEqual(await ownIdentity(), await processIdentity(process.pid));
    assert.equal(await processState(await ownIdentity()), 'alive');
  });

  it('sees a killed process as gone, also before its parent has noticed', async () => {
    const child = await idleProcess();
    const identity = await identityOf(child.pid);
    assert.equal(await processState(identity), 'alive');
    assert.equal(await observeStatus(running(identity)), 'running');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await processState(identity), 'gone');
    assert.equal(await observeStatus(running(identity)), 'crashed');
  });

  it('does not take another process with the same number for it', async () => {
    const own = await ownIdentity();
    const reused = {
      ...own,
      startedAt: own.startedAt.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
    };
    assert.notEqual(reused.startedAt, own.startedAt);
    assert.equal(await processState(reused), 'gone');
  });

  it('goes by the last sign of life of a run on another machine', async () => {
    const elsewhere = { pid: 1, startedAt: 'some-node.cluster.example|1/2' };
    assert.equal(await processState(elsewhere), 'elsewhere');
    const now = Date.parse('2026-01-01T00:10:00Z');
    assert.equal(await observeStatus(running(elsewhere, '2026-01-01T00:09:00.000Z'), now), 'running');
    assert.equal(await observeStatus(running(elsewhere, '2026-01-01T00:05:00.000Z'), now), 'crashed');
  });

  it('leaves the status of a run that has ended alone', async () => {
    const manifest = { status: 'finished' as const, updatedAt: '2026-01-01T00:00:00.000Z' };
    assert.equal(await observeStatus(manifest), 'finished');
    assert.equal(await observeStatus({ ...manifest, status: 'running' }), 'crashed');
  });
});
