import assert from 'node:assert/strict';
import { stopTrainer } from '../../../src/host/runs/stopTrainer';

/** A trainer that ends at the given means only, and remembers which were used. */
function trainerEndingAt(means: 'ask' | 'terminate' | 'kill' | 'nothing', reachable = true) {
  const used: string[] = [];
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const use = (name: string): void => {
    used.push(name);
    if (name === means) end();
  };
  return {
    used,
    means: {
      ask: () => {
        if (reachable) use('ask');
        return reachable;
      },
      terminate: () => use('terminate'),
      kill: () => use('kill'),
      ended,
      graceMs: 20,
    },
  };
}

describe('Stopping a trainer', () => {
  it('asks, and does no more when that is enough', async () => {
    const { used, means } = trainerEndingAt('ask');
    assert.equal(await stopTrainer(means), 'asked');
    assert.deepEqual(used, ['ask']);
  });

  it('terminates one that does not answer within the grace time, then kills it', async () => {
    const { used, means } = trainerEndingAt('kill');
    assert.equal(await stopTrainer(means), 'killed');
    assert.deepEqual(used, ['ask', 'terminate', 'kill']);
  });

  it('terminates at once when the socket can’t be reached', async () => {
    const { used, means } = trainerEndingAt('terminate', false);
    assert.equal(await stopTrainer(means), 'terminated');
    assert.deepEqual(used, ['terminate']);
  });

  it('says so when nothing helps', async () => {
    assert.equal(await stopTrainer(trainerEndingAt('nothing').means), 'survived');
  });
});
