import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Throttle } from '../../../src/host/throttle';

describe('A throttle', () => {
  it('acts at once, then at most once in its interval, and never loses the last request', async () => {
    const actedMs: number[] = [];
    const throttle = new Throttle(40, () => actedMs.push(performance.now()));
    throttle.request();
    assert.deepEqual(Array.from(actedMs.keys()), [0], 'at once');
    for (let count = 0; count < 20; count++) {
      throttle.request();
      await sleep(2.3);
    }
    await sleep(90);
    assert.ok(actedMs.length >= 2, 'the last request is not lost');
    for (const [index, ms] of actedMs.slice(1).entries())
      assert.ok(ms - (actedMs[index] ?? 0) >= 39.9, 'the interval is kept');
  });

  it('forgets what waits when it is cancelled, and can be used again', async () => {
    let acted = 0;
    const throttle = new Throttle(20, () => acted++);
    throttle.request();
    throttle.request();
    throttle.cancel();
    await sleep(30);
    assert.equal(acted, 1);
    throttle.request();
    assert.equal(acted, 2);
  });
});
