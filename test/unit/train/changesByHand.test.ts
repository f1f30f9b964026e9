import assert from 'node:assert/strict';
import type { ChangePoint, TrainEvent } from '../../../src/core/train/events';
import { changedLearningRate, withLearningRateChange } from '../../../src/core/train/learningRateChange';
import type { TrainingRun } from '../../../src/core/train/trainingRun';
import { TrainingControl } from '../../../src/trainer/trainingControl';
import { collect, lastOf, makeRun, ofType, tinyConfig } from './trainingFixture';

const config = tinyConfig({ updates: 12, logging_freq: 1, validation_freq: 6, scheduling: 'cosine' });

/** What a training computed, without what tells of time. */
function computed(events: readonly TrainEvent[]): unknown {
  const { weights, optimizer } = lastOf(events, 'checkpoint').checkpoint;
  const points = ofType(events, 'metrics').map(
    ({ point: { elapsedMs: _elapsed, tokensPerSecond: _speed, ...point } }) => point,
  );
  return { weights, optimizer, points };
}

const isPoint = (event: TrainEvent, step: number): boolean =>
  event.type === 'metrics' && event.point.step === step;
const changes = (events: readonly TrainEvent[]): ChangePoint[] =>
  ofType(events, 'change').map(({ point }) => point);

describe('A training that somebody interferes with', () => {
  let run: TrainingRun;
  let untouched: TrainEvent[];

  before(async () => {
    run = await makeRun(config);
    untouched = await collect(run);
  });
  after(() => run.engine.dispose());

  it('makes no step while it is paused, and then goes on bit for bit as if it had not been', async () => {
    const control = new TrainingControl();
    let clockMs = 0;
    let eventsInPause = 0;
    const events = await collect(
      { ...run, requests: control, stopRequested: control.stopRequested, now: () => clockMs++ },
      (event) => {
        if (isPoint(event, 4)) control.ask({ type: 'pause' });
        else if (control.pauseRequested()) eventsInPause++;
        if (event.type === 'change' && event.point.change === 'paused')
          setTimeout(() => {
            clockMs += 60_000;
            control.ask({ type: 'continue' });
          }, 5);
      },
    );
    const [paused, continued, ...others] = changes(events);
    assert.deepEqual(
      [paused?.change, paused?.step, continued?.change, continued?.step, others],
      ['paused', 4, 'continued', 4, []],
    );
    // The phase that saves, the checkpoint and the mark: nothing else happened.
    assert.equal(eventsInPause, 3);
    assert.ok(continued?.change === 'continued' && continued.pausedMs >= 60_000);
    assert.ok(lastOf(events, 'finished').elapsedMs < 60_000, 'a pause is no training time');
    assert.deepEqual(computed(events), computed(untouched));
  });

  it('can be stopped while it is paused, with a checkpoint of that step', async () => {
    const control = new TrainingControl();
    const events = await collect(
      { ...run, requests: control, stopRequested: control.stopRequested },
      (event) => {
        if (isPoint(event, 3)) control.ask({ type: 'pause' });
        if (event.type === 'change') setTimeout(() => control.ask({ type: 'stop' }), 1);
      },
    );
    assert.deepEqual(
      changes(events).map(({ change }) => change),
      ['paused'],
    );
    assert.equal(lastOf(events, 'finished').reason, 'stopped');
    assert.equal(ofType(events, 'checkpoint').length, 1);
    assert.equal(lastOf(events, 'checkpoint').checkpoint.loop.step, 3);
  });

  it('goes on with another learning rate, scaled as its schedule goes on', async () => {
    const control = new TrainingControl();
    const events = await collect({ ...run, requests: control }, (event) => {
      if (isPoint(event, 5)) control.ask({ type: 'set-learning-rate', learningRate: 0.002 });
    });
    const rates = (of: readonly TrainEvent[]): number[] =>
      ofType(of, 'metrics').map(({ point }) => point.learningRate);
    const [planned, used] = [rates(untouched), rates(events)];
    assert.deepEqual(used.slice(0, 5), planned.slice(0, 5));
    assert.equal(used[5], 0.002);
    const scale = 0.002 / (planned[5] ?? 0);
    for (const [index, rate] of used.slice(6).entries())
      assert.ok(Math.abs(rate / ((planned[index + 6] ?? 0) * scale) - 1) < 1e-12);
    const [change] = changes(events);
    assert.ok(change?.change === 'learning-rate');
    assert.deepEqual([change.step, change.learningRate, change.previous], [5, 0.002, planned[5]]);
    assert.notDeepEqual(computed(events), computed(untouched));
  });

  it('computes the same again when the same rate is set at the same step, and when it was resumed after it', async () => {
    const control = new TrainingControl();
    const stopped = await collect(
      { ...run, requests: control, stopRequested: control.stopRequested },
      (event) => {
        // At a validation, whose checkpoint does not know of it yet.
        if (event.type === 'checkpoint' && event.checkpoint.loop.step === 6) {
          control.ask({ type: 'set-learning-rate', learningRate: 0.002 });
          control.ask({ type: 'stop' });
        }
      },
    );
    const { checkpoint } = lastOf(stopped, 'checkpoint');
    assert.equal(checkpoint.loop.step, 6);
    const resumed = await collect({ ...run, checkpoint });
    const replaying = new TrainingControl(checkpoint.loop.learningRateChanges);
    const replayed = await collect({ ...run, requests: replaying });
    assert.deepEqual(
      changes(replayed).map(({ step }) => step),
      [6],
    );
    assert.deepEqual(
      lastOf(resumed, 'checkpoint').checkpoint.weights,
      lastOf(replayed, 'checkpoint').checkpoint.weights,
    );
    assert.notDeepEqual(computed(replayed), computed(untouched));
  });

  it('ends as if stopped after the step at which another run was stopped, with the validation due there', async () => {
    const events = await collect({ ...run, stopAfterStep: 6 });
    assert.equal(lastOf(events, 'finished').reason, 'stopped');
    assert.equal(lastOf(events, 'finished').step, 6);
    assert.equal(ofType(events, 'validation').length, 1);
  });

  it('keeps of several rates set at one step only the last', async () => {
    const control = new TrainingControl();
    const events = await collect({ ...run, requests: control }, (event) => {
      if (isPoint(event, 5)) control.ask({ type: 'pause' });
      if (event.type !== 'change') return;
      if (event.point.change === 'paused')
        setTimeout(() => control.ask({ type: 'set-learning-rate', learningRate: 0.5 }), 1);
      if (event.point.change === 'learning-rate' && event.point.learningRate === 0.5)
        setTimeout(() => {
          control.ask({ type: 'set-learning-rate', learningRate: 0.002 });
          control.ask({ type: 'continue' });
        }, 1);
    });
    const { learningRateChanges = [] } = lastOf(events, 'checkpoint').checkpoint.loop;
    assert.deepEqual(
      learningRateChanges.map(({ step, learningRate }) => [step, learningRate]),
      [[5, 0.002]],
    );
  });
});

describe('changedLearningRate', () => {
  it('is exactly the rate that was set while the schedule is constant, and that rate where it had come down to 0', () => {
    const change = { step: 3, learningRate: 0.0003, scheduled: 0.001 };
    assert.equal(changedLearningRate(0.001, change), 0.0003);
    assert.equal(changedLearningRate(0.001, undefined), 0.001);
    assert.equal(changedLearningRate(0, { ...change, scheduled: 0 }), 0.0003);
  });

  it('follows the last of several changes', () => {
    const first = { step: 3, learningRate: 0.1, scheduled: 1 };
    const later = { step: 5, learningRate: 0.2, scheduled: 1 };
    const other = { step: 5, learningRate: 0.3, scheduled: 1 };
    assert.deepEqual(withLearningRateChange([first, later], other), [first, other]);
    assert.deepEqual(withLearningRateChange(undefined, first), [first]);
  });
});
