import assert from 'node:assert/strict';
import fc from 'fast-check';
import { accuracyByLength } from '../../../src/core/metrics/accuracyByLength';
import { bleu } from '../../../src/core/metrics/bleu';
import { bootstrap } from '../../../src/core/metrics/bootstrap';
import type { Estimate } from '../../../src/core/metrics/estimate';
import { estimateProportion } from '../../../src/core/metrics/estimateProportion';
import { ratio } from '../../../src/core/metrics/ratio';

const holds = ({ value, low, high }: Estimate): boolean => low <= value && value <= high;

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

  it('holds the proportion within its interval, within 0 and 1', () => {
    for (let trials = 1; trials <= 40; trials++) {
      for (let successes = 0; successes <= trials; successes++) {
        const estimate = estimateProportion(successes, trials);
        assert.ok(holds(estimate) && estimate.low >= 0 && estimate.high <= 1, `${successes}/${trials}`);
      }
    }
  });

  it('refuses no trials', () => {
    assert.throws(() => estimateProportion(0, 0), RangeError);
  });
});

describe('bootstrap', () => {
  const numbers = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 })), {
    minLength: 1,
    maxLength: 60,
  });
  const sentence = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 })
    .map((words) => words.join(' '));
  const { statistics, score } = bleu({ tokenize: 'none', lowercase: false });

  it('holds the value within its interval, and is the same every time', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const metric = ratio(
          values.map(([loss]) => loss),
          values.map(([, tokens]) => tokens),
        );
        const { estimate } = bootstrap({ estimate: metric });
        assert.ok(holds(estimate));
        assert.deepEqual(bootstrap({ estimate: metric }).estimate, estimate);
      }),
      { numRuns: 20 },
    );
  });

  it('holds BLEU within its interval, which no mean of sentences is', () => {
    const pairs = fc.array(fc.record({ hypothesis: sentence, reference: sentence }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(pairs, (texts) => {
        const { estimate } = bootstrap({ estimate: { rows: texts.map(statistics), score } });
        assert.ok(holds(estimate), JSON.stringify(estimate));
      }),
      { numRuns: 20 },
    );
  });

  it('is as wide as theory says', () => {
    const { half } = bootstrap({
      half: ratio(
        Array.from({ length: 1000 }, (_, index) => index % 2),
        new Float64Array(1000).fill(1),
      ),
    });
    assert.equal(half.value, 0.5);
    // 2 · 1.96 · √(0.25 / 1000) = 0.062
    assert.ok(Math.abs(half.high - half.low - 0.062) < 0.008, String(half.high - half.low));
  });

  it('has no width where all pairs are alike', () => {
    const texts = Array.from({ length: 9 }, () => ({ hypothesis: 'a b c d', reference: 'a b c d' }));
    const { perfect } = bootstrap({ perfect: { rows: texts.map(statistics), score } });
    assert.equal(perfect.low, perfect.high);
    assert.ok(Math.abs(perfect.value - 100) < 1e-9);
  });

  it('gives a metric the same interval whichever others are asked for with it', () => {
    const metric = ratio([1, 5, 2, 8], [3, 4, 5, 6]);
    const { together } = bootstrap({ other: ratio([1, 2, 3, 4], [1, 1, 1, 1]), together: metric });
    assert.deepEqual(together, bootstrap({ alone: metric }).alone);
  });

  it('refuses a metric that is undefined, no pairs, and metrics of different pairs', () => {
    assert.throws(() => bootstrap({ loss: ratio([1], [0]) }), /loss is undefined/);
    assert.throws(() => bootstrap({ loss: ratio([], []) }), RangeError);
    assert.throws(() => bootstrap({ a: ratio([1], [1]), b: ratio([1, 1], [1, 1]) }), /same pairs/);
  });
});

describe('accuracyByLength', () => {
  it('gives every length its own row where they are few', () => {
    const rows = accuracyByLength([1, 2, 2, 4, 0], [true, true, false, false, true]);
    assert.deepEqual(
      rows.map(({ from, to, pairs, value }) => [from, to, pairs, value]),
      [
        [0, 0, 1, 1],
        [1, 1, 1, 1],
        [2, 2, 2, 0.5],
        [4, 4, 1, 0],
      ],
    );
  });

  it('puts every pair into one of at most ten ranges of equal width', () => {
    const lengths = fc.array(fc.nat(3000), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(lengths, (values) => {
        const exact = values.map((length) => length % 2 === 0);
        const rows = accuracyByLength(values, exact);
        assert.ok(rows.length <= 10);
        assert.equal(
          rows.reduce((sum, { pairs }) => sum + pairs, 0),
          values.length,
        );
        for (const { from, to, pairs, ...estimate } of rows) {
          const inside = values.filter((length) => from <= length && length <= to);
          assert.equal(inside.length, pairs);
          assert.equal(estimate.value, inside.filter((length) => length % 2 === 0).length / pairs);
          assert.ok(holds(estimate));
        }
      }),
    );
  });
});
