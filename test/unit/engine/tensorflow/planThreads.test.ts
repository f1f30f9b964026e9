import assert from 'node:assert/strict';
import { planThreads } from '../../../../src/engine/tensorflow/planThreads';

describe('planThreads', () => {
  it('gives every part of a batch its threads, and never more than there are', () => {
    assert.deepEqual(planThreads(1), { shards: 1, interOp: 1, intraOp: 1 });
    assert.deepEqual(planThreads(2), { shards: 2, interOp: 2, intraOp: 1 });
    assert.deepEqual(planThreads(3), { shards: 3, interOp: 3, intraOp: 1 });
    assert.deepEqual(planThreads(8), { shards: 4, interOp: 4, intraOp: 2 });
    for (let threads = 1; threads <= 64; threads++) {
      const { shards, interOp, intraOp } = planThreads(threads);
      assert.ok(interOp * intraOp <= threads && intraOp >= 1 && shards === interOp);
    }
  });
});
