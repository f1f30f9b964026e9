import assert from 'node:assert/strict';
import { ModelCache } from '../../../src/trainer/modelCache';

describe('ModelCache', () => {
  let loaded: string[];
  let disposed: string[];
  const load = (name: string) => () => {
    loaded.push(name);
    return Promise.resolve({ name, dispose: () => disposed.push(name) });
  };

  beforeEach(() => {
    loaded = [];
    disposed = [];
  });

  it('loads a model once and drops the one that has not been used for longest', async () => {
    const cache = new ModelCache(2);
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(name, load(name));
    assert.deepEqual(loaded, ['a', 'b', 'c', 'b']);
    assert.deepEqual(disposed, ['b', 'c']);
  });

  it('keeps what it has when a load fails', async () => {
    const cache = new ModelCache(1);
    await cache.get('a', load('a'));
    await assert.rejects(
      cache.get('b', () => Promise.reject(new Error('damaged'))),
      /damaged/,
    );
    await cache.get('a', load('a'));
    assert.deepEqual(loaded, ['a']);
    assert.deepEqual(disposed, []);
  });

  it('drops the models it is told to', async () => {
    const cache = new ModelCache(3);
    for (const name of ['run 1', 'run 2', 'other']) await cache.get(name, load(name));
    cache.drop((key) => key.startsWith('run'));
    assert.deepEqual(disposed, ['run 1', 'run 2']);
  });
});
