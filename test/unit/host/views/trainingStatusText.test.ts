import assert from 'node:assert/strict';
import { trainingStatusText } from '../../../../src/host/views/trainingStatusText';
import type { Run } from '../../../../src/host/runs/run';
import type { MetricLine } from '../../../../src/runs/manifest';
import { makeManifest } from '../../../support/makeManifest';
import { english } from '../data/english';

const latest: MetricLine = {
  ...{ kind: 'train', step: 300, epoch: 3, elapsedMs: 60_000, loss: 0.2345, perplexity: 1, tokenAccuracy: 1 },
  ...{ learningRate: 0.1, gradientNorm: 1, tokensPerSecond: 1, tensors: 1 },
};
const training = (
  name: string,
  changes: Partial<Run['manifest']> = {},
): Pick<Run, 'manifest' | 'status' | 'latest' | 'phase'> => ({
  manifest: makeManifest({ name, totalSteps: 1000, ...changes }),
  status: 'running',
  phase: 'training',
  latest,
});
const text = (runs: readonly ReturnType<typeof training>[], waiting = 0): string | undefined =>
  trainingStatusText(runs, waiting, english);

describe('The status bar', () => {
  it('says of one training how far it is, how long it takes and the loss', () => {
    assert.equal(text([training('dates')]), 'dates: 30 % · 2 min 20 s left · loss 0.235');
  });

  it('says the step where nobody knows the last one', () => {
    const manifest = makeManifest({ name: 'dates' });
    assert.equal(text([{ ...training('dates'), manifest }]), 'dates: step 300 · loss 0.235');
  });

  it('says what a training does before its first step, and that it is paused', () => {
    const begun = { ...training('dates'), latest: undefined };
    assert.equal(text([{ ...begun, phase: 'warming-up' }]), 'dates: warming up');
    assert.equal(text([{ ...begun, phase: 'preparing' }]), 'dates: preparing');
    assert.equal(text([training('dates', { pausedAt: 'now' })]), 'dates: paused at step 300');
  });

  it('counts several trainings, those that are paused and those that wait', () => {
    const paused = training('b', { pausedAt: 'now' });
    assert.equal(text([training('a'), paused, training('c')], 2), '3 trainings · 1 paused · 2 waiting');
    assert.equal(text([training('a')], 1), 'a: 30 % · 2 min 20 s left · loss 0.235 · 1 waiting');
    assert.equal(text([], 2), '2 waiting');
  });

  it('says nothing when nothing runs', () => {
    assert.equal(text([]), undefined);
  });
});
