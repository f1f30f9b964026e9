import assert from 'node:assert/strict';
import path from 'node:path';
import { followRename, movedUp, placeInQueue, storedTraining } from '../../../src/host/runs/trainingQueue';
import type { PendingTraining } from '../../../src/host/runs/trainings';
import type { RunGroup } from '../../../src/runs/manifest';

const training = (name: string, state: PendingTraining['state'] = 'queued'): PendingTraining => ({
  request: {
    configFile: `/w/${name}.s2s.json`,
    name,
    configText: undefined,
    root: '/w',
    resumeFolder: undefined,
    requestedMs: 12.5,
    isQuiet: true,
  },
  state,
  folder: undefined,
});
const [starting, first, second, third] = [
  training('starting', 'preparing'),
  training('first'),
  training('second'),
  training('third'),
] as const;
const names = (pending: readonly PendingTraining[]): string[] => pending.map(({ request }) => request.name);

describe('The queue of trainings', () => {
  const pending = [first, starting, second, third];

  it('lets one overtake the one that it waits behind, and not those that are being started', () => {
    assert.deepEqual(names(movedUp(pending, second)), ['second', 'starting', 'first', 'third']);
    assert.deepEqual(names(movedUp(pending, third)), ['first', 'starting', 'third', 'second']);
  });

  it('stays as it is when the first one is moved up, one that is being started, or one that has gone', () => {
    for (const one of [first, starting, training('gone')]) assert.equal(movedUp(pending, one), pending);
  });

  it('counts places among those that wait', () => {
    assert.deepEqual(
      pending.map((one) => placeInQueue(pending, one)),
      [1, undefined, 2, 3],
    );
  });

  it('keeps what it takes to wait again, which has nothing of the time or the place of before', () => {
    const stored = JSON.parse(JSON.stringify(storedTraining(first.request))) as object;
    assert.deepEqual(stored, { configFile: '/w/first.s2s.json', name: 'first', root: '/w' });
    const group: RunGroup = {
      kind: 'sweep',
      id: 'sweep first 1a2b',
      index: 0,
      size: 2,
      variant: 'batch_size=8',
      values: { 'training.batch_size': 8 },
      fingerprint: '1a2b',
    };
    const variant = storedTraining({ ...first.request, configText: '{}', group });
    assert.deepEqual([variant.configText, variant.group], ['{}', group]);
  });

  it('follows a config that is renamed, itself or with a folder above it', () => {
    const file = path.join('/w', 'sub', 'a.s2s.json');
    assert.equal(followRename(file, file, '/w/b.s2s.json'), '/w/b.s2s.json');
    assert.equal(
      followRename(file, path.join('/w', 'sub'), path.join('/w', 'other')),
      path.join('/w', 'other', 'a.s2s.json'),
    );
    assert.equal(followRename(file, path.join('/w', 'su'), '/x'), file);
  });
});
