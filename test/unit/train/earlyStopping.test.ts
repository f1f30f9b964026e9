import assert from 'node:assert/strict';
import { metricDirection, metricNames, type MetricName } from '../../../src/core/config/schema';
import { isExhausted, updateBest, updateEarlyStopping } from '../../../src/core/train/earlyStopping';
import { trainingLimits } from '../../../src/core/train/trainingLimits';

/** The n-th validation after which it stops; undefined when it never does. */
function stopsAfter(
  metric: MetricName,
  values: readonly number[],
  { steps, min_improvement }: { steps: number; min_improvement: number },
): number | undefined {
  const config = { metric, steps, min_improvement };
  let state: Parameters<typeof updateEarlyStopping>[1];
  const index = values.findIndex((value) => {
    state = updateEarlyStopping(config, state, value);
    return isExhausted(config, state);
  });
  return index === -1 ? undefined : index + 1;
}

const bestValues = (metric: MetricName, values: readonly number[]): number[] => {
  let best: ReturnType<typeof updateBest> | undefined;
  return values.map((value, index) => {
    best = updateBest(best, metric, value, index + 1);
    return best.value;
  });
};

describe('Early stopping', () => {
  for (const metric of metricNames) {
    const isSmall = metricDirection(metric) === 'minimize';
    /** Values that get better by tenths. */
    const better = (tenths: readonly number[]): number[] =>
      tenths.map((tenth) => (isSmall ? 10 - tenth / 10 : tenth / 10));

    it(`takes ${isSmall ? 'smaller' : 'larger'} ${metric} for better`, () => {
      const limits = { steps: 2, min_improvement: 0 };
      assert.equal(stopsAfter(metric, better([1, 2, 3, 4, 5, 6]), limits), undefined);
      assert.equal(stopsAfter(metric, better([6, 5, 4, 3]), limits), 3);
      assert.deepEqual(bestValues(metric, better([3, 5, 4, 6])), better([3, 5, 5, 6]));
    });

    it(`does not take an equal ${metric} for better`, () => {
      assert.equal(stopsAfter(metric, better([3, 3, 3]), { steps: 2, min_improvement: 0 }), 3);
    });
  }

  it('does not count small improvements, but their sum', () => {
    const limits = { steps: 3, min_improvement: 0.25 };
    assert.equal(stopsAfter('loss', [5, 4.9, 4.8, 4.75, 4.6, 4.5], limits), undefined);
    assert.equal(stopsAfter('loss', [5, 4.9, 4.85, 4.8], limits), 4);
  });

  it('keeps the earlier one of equally good validations as the best', () => {
    const first = updateBest(undefined, 'sequence_accuracy', 1, 100);
    assert.equal(updateBest(first, 'sequence_accuracy', 1, 200).step, 100);
  });

  it('begins anew when the best was measured by another metric', () => {
    const byLoss = updateBest(undefined, 'loss', 0.1, 100);
    assert.deepEqual(updateBest(byLoss, 'token_accuracy', 0.05, 200), {
      metric: 'token_accuracy',
      value: 0.05,
      step: 200,
    });
  });

  it('is never exhausted when it is not configured', () => {
    assert.equal(isExhausted(undefined, { value: 1, validationsSince: 99 }), false);
  });
});

describe('trainingLimits', () => {
  it('ends at the nearer limit, or after 10 epochs', () => {
    assert.deepEqual(trainingLimits({}, 7), { steps: 70, reason: 'epochs' });
    assert.deepEqual(trainingLimits({ epochs: 2 }, 7), { steps: 14, reason: 'epochs' });
    assert.deepEqual(trainingLimits({ updates: 100 }, 7), { steps: 100, reason: 'updates' });
    assert.deepEqual(trainingLimits({ updates: 13, epochs: 2 }, 7), { steps: 13, reason: 'updates' });
    assert.deepEqual(trainingLimits({ updates: 15, epochs: 2 }, 7), { steps: 14, reason: 'epochs' });
  });
});
