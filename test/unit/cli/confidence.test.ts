import assert from 'node:assert/strict';
import fc from 'fast-check';
import { estimateProportion, estimateRatio } from '../../../src/cli/confidence';

describe('estimateProportion', () => {
  it('gives Wilson’s interval (scipy.stats.binomtest(k, n).proportion_ci(method="wilson"))', () => {
    const cases = [
      [0, 10, 0, 0.277533],
      [10, 10, 0.722467, 1],
      [95, 100, 0.888249, 0.978457],
      [1, 1, 0.206549, 1],
    ] as const;
    for (const [successes, trials, low, high] of cases) {
      const estimate = estimateProportion(successes, trials);
      assert.equal(estimate.value, successes / trials);
      assert.ok(Math.abs(estimate.low - low) < 1e-5, `${successes}/${trials}: low ${estimate.low}`);
      assert.ok(Math.abs(estimate.high - high) < 1e-5, `${successes}/${trials}: high ${estimate.high}`);
    }
  });

  it('refuses no trials', () => {
    assert.throws(() => estimateProportion(0, 0), RangeError);
  });
});

describe('estimateRatio', () => {
  it('holds the value within its interval, and is the same every time', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 })), {
      minLength: 30,
      maxLength: 60,
    });
    fc.assert(
      fc.property(pairs, (values) => {
        const [numerators, denominators] = [values.map(([loss]) => loss), values.map(([, tokens]) => tokens)];
        const { value, low, high } = estimateRatio(numerators, denominators);
        assert.ok(low <= value && value <= high);
        assert.deepEqual(estimateRatio(numerators, denominators), { value, low, high });
      }),
      { numRuns: 20 },
    );
  });

  it('is as wide as theory says', () => {
    const { value, low, high } = estimateRatio(
      Array.from({ length: 1000 }, (_, index) => index % 2),
      new Float64Array(1000).fill(1),
    );
    assert.equal(value, 0.5);
    // 2 · 1.96 · √(0.25 / 1000) = 0.062
    assert.ok(Math.abs(high - low - 0.062) < 0.008, String(high - low));
  });

  it('refuses denominators that sum to nothing', () => {
    assert.throws(() => estimateRatio([1], [0]), RangeError);
    assert.throws(() => estimateRatio([], []), RangeError);
  });
});
