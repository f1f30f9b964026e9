import assert from 'node:assert/strict';
import { compareMetrics } from '../../../src/runs/compareMetrics';
import { differencesInComputation } from '../../../src/runs/compareRuns';
import type { MetricsFileLine } from '../../../src/runs/manifest';
import { devLine, someManifest, trainLine } from './runFixtures';

const lines = (steps: readonly number[], change: Partial<MetricsFileLine> = {}): MetricsFileLine[] =>
  steps.flatMap((step) => [{ ...trainLine(step), ...change } as MetricsFileLine, devLine(step)]);

const original = lines([10, 20, 30]);

describe('compareMetrics', () => {
  it('finds two runs identical whose figures are, however long they took and wherever they were paused', () => {
    const slower = lines([10, 20, 30], { elapsedMs: 1e6, tokensPerSecond: 1, tensors: 5 });
    const place = { kind: 'change', step: 12, epoch: 1, elapsedMs: 5 } as const;
    assert.deepEqual(compareMetrics(original, [...slower, { ...place, change: 'paused' }]), {
      verdict: 'identical',
      points: 6,
      originalStep: 30,
      step: 30,
    });
  });

  it('says from which step they differ and by how much at most, relative above 1', () => {
    const drifted = [
      ...lines([10]),
      { ...trainLine(20), loss: 1 + 3e-7 },
      devLine(20),
      { ...trainLine(30), gradientNorm: 100 },
      devLine(30),
    ];
    const first = compareMetrics(original, drifted.slice(0, 4));
    assert.equal(first.differsFrom, 20);
    assert.ok(Math.abs((first.largestDifference ?? 0) - 3e-7) < 1e-9);
    const { verdict, largestDifference, differsFrom } = compareMetrics(original, drifted);
    assert.deepEqual([verdict, largestDifference, differsFrom], ['different', 0.99, 20]);
  });

  it('calls a difference in the last digits close', () => {
    const close = lines([10, 20, 30], { loss: 1 + 3e-7 });
    assert.equal(compareMetrics(original, close).verdict, 'close');
  });

  it('finds a reproduction that ended earlier incomplete, and one without a point too', () => {
    const short = compareMetrics(original, original.slice(0, 4));
    assert.deepEqual(
      [short.verdict, short.points, short.step, short.originalStep],
      ['incomplete', 4, 20, 30],
    );
    assert.equal(compareMetrics(original, []).verdict, 'incomplete');
  });

  it('passes over what the reproduction computed after the end of an original that was broken off', () => {
    assert.equal(compareMetrics(original.slice(0, 5), original).verdict, 'identical');
  });

  it('finds them different where one has a point in the middle that the other has not', () => {
    const { verdict, differsFrom, largestDifference } = compareMetrics(original, [
      ...original.slice(0, 2),
      ...original.slice(4),
    ]);
    assert.deepEqual([verdict, differsFrom, largestDifference], ['different', 20, undefined]);
  });
});

describe('differencesInComputation', () => {
  it('names engine, threads and versions that were not the same', () => {
    const engine = { name: 'wasm' as const, version: 'a', threads: 1, reason: 'asked for' };
    const before = someManifest({ engine, versions: { node: '20', 'tfjs-core': '4' } });
    const reasons = (change: Partial<typeof engine>, versions = before.versions) =>
      differencesInComputation(before, someManifest({ engine: { ...engine, ...change }, versions }));
    assert.deepEqual(reasons({ reason: 'the only one' }), []);
    assert.deepEqual(reasons({ threads: 2, version: 'b' }), [
      { what: 'engine version', original: 'a', now: 'b' },
      { what: 'threads', original: '1', now: '2' },
    ]);
    assert.deepEqual(reasons({}, { node: '24', 'tfjs-core': '4' }), [
      { what: 'node', original: '20', now: '24' },
    ]);
  });
});
