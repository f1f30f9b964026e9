import assert from 'node:assert/strict';
import { arrangeRuns, bestRun } from '../../../../src/host/views/arrangeRuns';
import { configDifference, predecessorOf } from '../../../../src/host/views/configDifference';
import { isFiltering, noFilter, passesFilter } from '../../../../src/host/views/runFilter';
import type { FilteredRun } from '../../../../src/host/views/runFilter';
import type { RunManifest } from '../../../../src/runs/manifest';
import { makeManifest } from '../../../support/makeManifest';

const run = (id: string, config: string, minute: number, best?: RunManifest['best']) => ({
  folder: `/w/.s2s/runs/${id}`,
  root: '/w',
  manifest: makeManifest({
    id,
    name: config,
    configFile: `/w/${config}.s2s.json`,
    createdAt: `2026-01-01T00:0${minute}:00.000Z`,
    ...(best === undefined ? {} : { best }),
  }),
});
const accuracy = (value: number): RunManifest['best'] => ({ metric: 'sequence_accuracy', value, step: 1 });
const [a1, a2, a3, b1] = [
  run('a1', 'a', 1, accuracy(0.5)),
  run('a2', 'a', 2, accuracy(0.9)),
  run('a3', 'a', 4),
  run('b1', 'b', 3, accuracy(0.7)),
] as const;
const rows = (arranged: ReturnType<typeof arrangeRuns<typeof a1>>): unknown[] =>
  arranged.map((row) =>
    'runs' in row ? { [row.name]: row.runs.map(({ manifest }) => manifest.id) } : row.manifest.id,
  );

describe('The order of the Runs view', () => {
  const all = [b1, a1, a3, a2];

  it('is newest first, the runs of a config together at its newest', () => {
    assert.deepEqual(rows(arrangeRuns(all, 'newest')), [{ a: ['a3', 'a2', 'a1'] }, 'b1']);
  });

  it('is best first on demand: what has no metric comes last', () => {
    assert.deepEqual(rows(arrangeRuns(all, 'best')), [{ a: ['a2', 'a1', 'a3'] }, 'b1']);
    assert.equal(bestRun(all), a2);
  });

  it('knows that a smaller loss is the better one', () => {
    const loss = (value: number): RunManifest['best'] => ({ metric: 'loss', value, step: 1 });
    const [low, high] = [run('low', 'l', 1, loss(0.1)), run('high', 'l', 2, loss(3))];
    assert.equal(bestRun([high, low]), low);
  });

  it('is by name on demand, newest first where the name is the same', () => {
    const zebra = run('z1', 'zebra', 9);
    assert.deepEqual(rows(arrangeRuns([zebra, ...all], 'name')), [{ a: ['a3', 'a2', 'a1'] }, 'b1', 'z1']);
  });
});

describe('The filter of the Runs view', () => {
  const facts: FilteredRun = {
    ...{ state: 'finished', stateLabel: 'finished', id: 'dates-20260101', name: 'dates', star: true },
    ...{ configFile: '/w/dates.s2s.json', note: 'Slower, better' },
  };
  const passes = (filter: Partial<typeof noFilter>): boolean =>
    passesFilter(facts, { ...noFilter, ...filter });

  it('lets everything through that it says nothing about', () => {
    assert.ok(passesFilter(facts, noFilter) && passesFilter({ ...facts, star: false }, noFilter));
    assert.deepEqual([isFiltering(noFilter), isFiltering({ ...noFilter, text: ' ' })], [false, false]);
  });

  it('finds all words of a text in name, note, id or state, in any case', () => {
    assert.ok(passes({ text: 'better DATES' }) && passes({ text: 'finish' }) && passes({ text: '0101 ' }));
    assert.ok(!passes({ text: 'better weekdays' }));
  });

  it('asks for one of the states, one of the configs and a star', () => {
    assert.ok(passes({ states: ['stopped', 'finished'], configs: ['/w/dates.s2s.json'], starredOnly: true }));
    assert.ok(!passes({ states: ['stopped'] }) && !passes({ configs: ['/w/other.s2s.json'] }));
    assert.ok(!passesFilter({ ...facts, star: false }, { ...noFilter, starredOnly: true }));
  });
});

describe('The difference of a run’s config', () => {
  it('is to the run of the same config that was begun last before it', () => {
    const elsewhere = { ...run('e1', 'a', 3), root: '/other' };
    assert.equal(predecessorOf(a3, [b1, a3, elsewhere, a1, a2]), a2);
    assert.equal(predecessorOf(a1, [a1, a2, a3, b1]), undefined);
  });

  it('names the keys that were changed, added and taken away', () => {
    const before = { seed: 1, model: { hidden_size: 32, layers: [1, 2] }, gone: true };
    const now = { seed: 1, model: { hidden_size: 64, layers: [1, 2], dropout: 0.1 } };
    assert.deepEqual(configDifference(before, now), [
      { key: 'model.hidden_size', before: 32, now: 64 },
      { key: 'model.dropout', before: undefined, now: 0.1 },
      { key: 'gone', before: true, now: undefined },
    ]);
  });
});
