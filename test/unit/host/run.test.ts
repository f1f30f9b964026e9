import assert from 'node:assert/strict';
import { panelRun } from '../../../src/host/panels/panelRun';
import { progress, withMessage } from '../../../src/host/runs/run';
import type { Run } from '../../../src/host/runs/run';
import { hasRoom } from '../../../src/host/runs/trainingCapacity';
import type { MetricLine, RunManifest } from '../../../src/runs/manifest';

const manifest: RunManifest = {
  version: 1,
  id: 'x',
  name: 'x',
  configFile: '/w/x.s2s.json',
  status: 'running',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  engine: { name: 'wasm', version: '1', threads: 1, reason: '' },
  versions: {},
  seed: 7,
  parameterCount: 10,
  data: {},
  step: 100,
  epoch: 1,
  totalSteps: 400,
  stepsPerEpoch: 100,
  elapsedMs: 10_000,
};
const run: Run = {
  folder: '/w/.s2s/runs/x',
  root: '/w',
  id: 'x',
  manifest,
  status: 'running',
  phase: 'training',
  latest: undefined,
  notices: [],
  crash: undefined,
};
const at = (step: number, elapsedMs: number): MetricLine => ({
  kind: 'train',
  step,
  epoch: step / 100,
  elapsedMs,
  loss: 1,
  perplexity: 2,
  tokenAccuracy: 0,
  learningRate: 0.1,
  gradientNorm: 1,
  tokensPerSecond: 500,
  tensors: 3,
});

describe('A run as the window knows it', () => {
  it('is as far as the newest point, unless a resume has gone back', () => {
    const ahead = withMessage(run, { type: 'metrics', point: at(110, 11_000) });
    assert.equal(progress(ahead).step, 110);
    assert.equal(progress({ ...ahead, latest: at(90, 9_000) }).step, 100);
  });

  it('takes its status from the manifest it is sent', () => {
    const stopped = withMessage(run, { type: 'manifest', manifest: { ...manifest, status: 'stopped' } });
    assert.equal(stopped.status, 'stopped');
  });

  it('keeps the last warnings only', () => {
    let warned = run;
    for (let count = 1; count <= 25; count++)
      warned = withMessage(warned, { type: 'warning', message: `warning ${count}` });
    assert.equal(warned.notices.length, 20);
    assert.equal(warned.notices.at(-1), 'warning 25');
  });

  it('tells the dashboard the time that is left from the mean step', () => {
    const { remainingMs, tokensPerSecond } = panelRun({ ...run, latest: at(200, 20_000) }, undefined);
    assert.equal(remainingMs, 20_000);
    assert.equal(tokensPerSecond, 500);
  });

  it('has no time left, speed or phase once it has ended', () => {
    const ended = panelRun({ ...run, status: 'crashed', latest: at(200, 20_000) }, 'why');
    assert.deepEqual(
      [ended.remainingMs, ended.tokensPerSecond, ended.phase, ended.message],
      [undefined, undefined, undefined, 'why'],
    );
  });
});

describe('The room for one more training', () => {
  it('is there while the threads of all together are not more than the cores', () => {
    assert.equal(hasRoom({ cores: 4, threadsInUse: [1, 1], threads: 0, maxParallel: 0 }), true);
    assert.equal(hasRoom({ cores: 4, threadsInUse: [1, 2], threads: 2, maxParallel: 0 }), false);
    assert.equal(hasRoom({ cores: 2, threadsInUse: [1, 1], threads: 1, maxParallel: 0 }), false);
  });

  it('is always there for a single one', () => {
    assert.equal(hasRoom({ cores: 1, threadsInUse: [], threads: 8, maxParallel: 0 }), true);
  });

  it('is there for as many as the setting says, whatever the cores', () => {
    assert.equal(hasRoom({ cores: 1, threadsInUse: [1, 1], threads: 4, maxParallel: 3 }), true);
    assert.equal(hasRoom({ cores: 64, threadsInUse: [1], threads: 1, maxParallel: 1 }), false);
  });
});
