import assert from 'node:assert/strict';
import fc from 'fast-check';
import { growthExponent, median, quantile, smallest } from '../../../../src/cli/bench/timing';

describe('Times of the bench', () => {
  it('are summed up by the smallest, the median and quantiles between neighbours', () => {
    const values = [4, 1, 3, 2];
    assert.equal(smallest(values), 1);
    assert.equal(median(values), 2.5);
    assert.equal(quantile(values, 0), 1);
    assert.equal(quantile(values, 1), 4);
    assert.equal(quantile(values, 0.75), 3.25);
    assert.deepEqual(values, [4, 1, 3, 2], 'the values keep their order');
  });

  it('can’t be summed up when there are none', () => {
    assert.throws(() => smallest([]), RangeError);
    assert.throws(() => median([]), RangeError);
  });

  it('give back the exponent of a power law', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 3, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 2, maxLength: 6 }),
        (exponent, factor, sizes) => {
          const points = sizes.map((size) => ({ size, cost: factor * size ** exponent }));
          assert.ok(Math.abs(growthExponent(points) - exponent) < 1e-6);
        },
      ),
    );
  });

  it('have no exponent of one size', () => {
    assert.ok(Number.isNaN(growthExponent([{ size: 2, cost: 3 }])));
  });
});
