import assert from 'node:assert/strict';
import { askTrainer } from '../../../src/host/runs/askTrainer';
import type { ReachableRuns } from '../../../src/host/runs/askTrainer';
import { isPaused } from '../../../src/host/runs/run';
import type { Run } from '../../../src/host/runs/run';
import { reproductionOf } from '../../../src/host/runs/reproductionOf';
import type { Reproduction } from '../../../src/runs/manifest';
import { makeManifest } from '../../support/makeManifest';

const folder = '/w/.s2s/runs/x';

function makeRun(change: Partial<Run> = {}, manifest: Partial<Run['manifest']> = {}): Run {
  return {
    folder,
    root: '/w',
    id: 'x',
    manifest: { ...makeManifest(), status: 'running', ...manifest },
    status: 'running',
    phase: undefined,
    latest: undefined,
    notices: [],
    crash: undefined,
    ...change,
  };
}

/** A store of one run, whose trainer answers only when a test has it do so. */
class OneRun implements ReachableRuns {
  readonly sent: unknown[] = [];
  isReachable = true;
  private readonly listeners = new Set<(change: { readonly folder: string }) => void>();

  constructor(private run: Run | undefined) {}

  readonly get = (): Run | undefined => this.run;
  readonly send = (_: string, message: unknown): boolean => {
    if (this.isReachable) this.sent.push(message);
    return this.isReachable;
  };
  readonly onDidChange: ReachableRuns['onDidChange'] = (listener) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  change(run: Run | undefined): void {
    this.run = run;
    for (const listener of this.listeners) listener({ folder });
  }
}

const pause = (store: OneRun, answerMs = 10_000) =>
  askTrainer(store, folder, { type: 'pause' }, isPaused, { connectMs: 0, answerMs });

describe('Asking a trainer', () => {
  it('is done when the run shows it', async () => {
    const store = new OneRun(makeRun());
    const asked = pause(store);
    setTimeout(() => store.change(makeRun({}, { pausedAt: '2026-01-01T00:00:00.000Z' })), 5);
    assert.deepEqual(await asked, { type: 'done' });
    assert.deepEqual(store.sent, [{ type: 'pause' }]);
  });

  it('tells one that has ended from one that is late', async () => {
    const ending = new OneRun(makeRun());
    const asked = pause(ending);
    setTimeout(() => ending.change(makeRun({ status: 'finished' })), 5);
    assert.deepEqual(await asked, { type: 'ended' });
    const gone = new OneRun(makeRun());
    setTimeout(() => gone.change(undefined), 5);
    assert.deepEqual(await pause(gone), { type: 'ended' });
    assert.deepEqual(await pause(new OneRun(makeRun()), 20), { type: 'late' });
  });

  it('tells one on another machine from one that can’t be reached', async () => {
    const process = { pid: 1, startedAt: 'some-node|1', socket: '/nowhere', token: 't' };
    const store = new OneRun(makeRun({}, { process }));
    store.isReachable = false;
    assert.deepEqual(await pause(store), { type: 'elsewhere', machine: 'some-node' });
    const silent = new OneRun(makeRun());
    silent.isReachable = false;
    assert.deepEqual(await pause(silent), { type: 'unreachable' });
  });
});

describe('How a run compares with another', () => {
  const reproduction: Reproduction = {
    verdict: 'identical',
    points: 9,
    originalStep: 3,
    step: 3,
    reasons: [],
  };
  const original = makeRun({ status: 'finished' });
  const again = makeRun({ id: 'y', folder: '/w/.s2s/runs/y' }, { reproduces: 'x', reproduction });

  it('is shown on both of them', () => {
    assert.deepEqual(reproductionOf(again, [again, original]), {
      reproduction,
      otherId: 'x',
      isOriginal: false,
    });
    assert.deepEqual(reproductionOf(original, [again, original]), {
      reproduction,
      otherId: 'y',
      isOriginal: true,
    });
  });

  it('is unknown while the other one is still being trained, or belongs to another folder', () => {
    const training = makeRun({ id: 'y' }, { reproduces: 'x' });
    assert.equal(reproductionOf(original, [training, original]), undefined);
    assert.equal(reproductionOf(original, [{ ...again, root: '/other' }, original]), undefined);
  });
});
