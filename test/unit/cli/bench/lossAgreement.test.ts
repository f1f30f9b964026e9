import assert from 'node:assert/strict';
import { firstLossTolerance, laterLossTolerance, lossesAgree } from '../../../../src/cli/bench/lossAgreement';

describe('Losses of two programs', () => {
  const losses = [3.7, 3.5, 3.3];
  /** The losses with one of them changed by a part of it. */
  const changed = (step: number, by: number) =>
    losses.map((loss, index) => (index === step ? loss * (1 + by) : loss));

  it('agree within rounding, whichever comes first', () => {
    for (const other of [
      losses,
      changed(0, 0.9 * firstLossTolerance),
      changed(2, -0.9 * laterLossTolerance),
    ]) {
      assert.ok(lossesAgree(losses, other));
      assert.ok(lossesAgree(other, losses));
    }
  });

  it('disagree beyond it, in the first step sooner than in later ones', () => {
    const between = Math.sqrt(firstLossTolerance * laterLossTolerance);
    assert.ok(!lossesAgree(losses, changed(0, between)));
    assert.ok(lossesAgree(losses, changed(1, between)));
    assert.ok(!lossesAgree(losses, changed(1, 1.1 * laterLossTolerance)));
  });

  it('disagree when one is no number, is missing, or there are none', () => {
    assert.ok(!lossesAgree(losses, [3.7, null, 3.3]));
    assert.ok(!lossesAgree([NaN, 3.5, 3.3], losses));
    assert.ok(!lossesAgree([NaN], [NaN]));
    assert.ok(!lossesAgree([Infinity], [3.7]));
    assert.ok(!lossesAgree(losses, losses.slice(1)));
    assert.ok(!lossesAgree([], []));
  });
});
