import assert from 'node:assert/strict';
import { resolveModel } from '../../../src/host/decode/resolveModel';

const run = (id: string, name: string) => ({ id, folder: `/w/.s2s/runs/${id}`, manifest: { name } });
const runs = [run('dates-3', 'dates'), run('dates', 'words'), run('dates-1', 'dates')];

describe('The model that somebody means', () => {
  it('is found by folder, by id, and by name, of which the newest is meant', () => {
    assert.equal(resolveModel(runs, '/w/.s2s/runs/dates-1')?.id, 'dates-1');
    assert.equal(resolveModel(runs, 'dates-1')?.id, 'dates-1');
    assert.equal(resolveModel(runs, 'words')?.id, 'dates');
    assert.equal(resolveModel([...runs.slice(0, 1), ...runs.slice(2)], 'dates')?.id, 'dates-3');
  });

  it('is an id rather than a name, and nothing where there is none', () => {
    assert.equal(resolveModel(runs, 'dates')?.manifest.name, 'words');
    assert.equal(resolveModel(runs, 'gone'), undefined);
    assert.equal(resolveModel(runs.slice(0, 0), ''), undefined);
  });
});
