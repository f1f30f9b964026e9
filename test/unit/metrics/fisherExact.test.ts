import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fisherExact } from '../../../src/core/metrics/fisherExact';

const of = (successes: number, trials: number) => ({ successes, trials });

describe('Fisher’s exact test', () => {
  it('gives what R does', () => {
    // fisher.test(matrix(c(3, 1, 1, 3), 2)), of tea with milk; matrix(c(8, 2, 1, 5), 2), of SciPy's documentation.
    assert.ok(Math.abs(fisherExact(of(3, 4), of(1, 4)) - 0.4857142857) < 1e-9);
    assert.ok(Math.abs(fisherExact(of(8, 10), of(1, 6)) - 0.034965034965) < 1e-9);
    assert.ok(Math.abs(fisherExact(of(10, 10), of(0, 10)) - 2 / 184756) < 1e-12);
  });

  it('is 1 for equal shares, the same both ways round, and of failures as of successes', () => {
    const count = fc
      .integer({ min: 1, max: 40 })
      .chain((trials) => fc.integer({ min: 0, max: trials }).map((successes) => of(successes, trials)));
    const failures = ({ successes, trials }: ReturnType<typeof of>) => of(trials - successes, trials);
    fc.assert(
      fc.property(count, count, (one, other) => {
        const p = fisherExact(one, other);
        assert.ok(p > 0 && p <= 1);
        assert.ok(Math.abs(fisherExact(other, one) - p) < 1e-9);
        assert.ok(Math.abs(fisherExact(failures(one), failures(other)) - p) < 1e-9);
        assert.ok(Math.abs(fisherExact(one, one) - 1) < 1e-9);
      }),
    );
  });

  it('refuses counts that can’t be', () => {
    assert.throws(() => fisherExact(of(5, 4), of(1, 4)), /5 of 4/);
  });
});
