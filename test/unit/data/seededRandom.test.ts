import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom, shuffle } from '../../../src/core/data/seededRandom';

const draw = (...name: (string | number)[]): number[] => {
  const random = seededRandom(...name);
  return Array.from({ length: 20 }, () => random.integer(1_000_000));
};

describe('seededRandom', () => {
  it('gives the same numbers for the same name, on every machine', () => {
    assert.deepEqual(draw('order', 42, 0), draw('order', 42, 0));
    assert.deepEqual(draw('order', 42, 0).slice(0, 4), [728026, 659120, 524441, 152479]);
  });

  it('gives other numbers for another name, also where the parts only shift', () => {
    assert.notDeepEqual(draw('order', 42, 0), draw('order', 42, 1));
    assert.notDeepEqual(draw('order', 4, 20), draw('order', 42, 0));
  });

  it('draws every value about equally often', () => {
    const random = seededRandom('uniform');
    const counts = new Int32Array(10);
    for (let index = 0; index < 100_000; index++) counts[random.integer(10)]!++;
    // 10,000 expected each, standard deviation 95.
    for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, String(counts));
  });
});

describe('shuffle', () => {
  it('keeps every value', () => {
    fc.assert(
      fc.property(fc.int32Array(), fc.string(), (values, name) => {
        const shuffled = values.slice();
        shuffle(shuffled, seededRandom(name));
        assert.deepEqual(shuffled.sort(), values.slice().sort());
      }),
    );
  });

  it('puts every value everywhere about equally often', () => {
    const counts = Array.from({ length: 4 }, () => new Int32Array(4));
    for (let round = 0; round < 8000; round++) {
      const values = Int32Array.of(0, 1, 2, 3);
      shuffle(values, seededRandom('round', round));
      values.forEach((value, place) => counts[place]![value]!++);
    }
    // 2,000 expected each, standard deviation 39: near seeds give independent orders.
    for (const row of counts)
      for (const count of row) assert.ok(Math.abs(count - 2000) < 200, String(counts));
  });
});
