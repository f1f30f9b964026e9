import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beamSearch, type BeamOptions } from '../../../src/core/decode/beamSearch';
import type { Constraint } from '../../../src/core/decode/constraints/constraint';
import { closedPolygon, everyPositionOnce } from '../../../src/core/decode/constraints/pointerConstraints';
import { greedySearch } from '../../../src/core/decode/greedySearch';
import { everyHypothesis } from './everyHypothesis';
import { randomTable } from './randomTable';
import { sourcesOf, TableModel } from './tableModel';

const eosId = 3;
const most = 5;
const size = 4 + most;

/** Sources with so many positions. */
const sourcesWith = (lengths: readonly number[]) => ({
  ...sourcesOf(
    lengths.map((_, index) => index),
    most,
  ),
  sourceLengths: Int32Array.from(lengths),
});

const optionsFor = (
  constraint: Constraint,
  sources: number,
  beamSize: number,
  maxLength = most + 2,
): BeamOptions => ({
  bosId: 2,
  eosId,
  neverIds: [0, 1, 2],
  maxLengths: new Array<number>(sources).fill(maxLength),
  prefixIds: [],
  constraint,
  alpha: 0,
  keepAttention: undefined,
  beamSize,
  nBest: beamSize,
});

const isTour = (ids: readonly number[], positions: number): boolean =>
  ids.at(-1) === eosId &&
  [...ids.slice(0, -1)].sort().join() === Array.from({ length: positions }, (_, place) => 4 + place).join();

const isPolygon = (ids: readonly number[], positions: number): boolean => {
  const corners = ids.slice(0, -2);
  return (
    ids.at(-1) === eosId &&
    ids.at(-2) === ids[0] &&
    new Set(corners).size === corners.length &&
    corners.length >= Math.min(3, positions) &&
    corners.every((id) => id >= 4 && id < 4 + positions)
  );
};

const shapes = { tour: [everyPositionOnce, isTour], polygon: [closedPolygon, isPolygon] } as const;

describe('Constraints of pointers', () => {
  for (const [name, [make, obeyed]] of Object.entries(shapes)) {
    it(`allow every ${name} and nothing else`, () => {
      fc.assert(
        fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, positions) => {
          const table = randomTable(seed, size);
          const options = optionsFor(make(eosId), 1, 2000);
          const [found] = beamSearch(new TableModel(size, table), sourcesWith([positions]), options);
          const expected = everyHypothesis({ next: table, source: 0, size, maxLength: 6, eosId })
            .filter(({ ids }) => obeyed(ids, positions))
            .sort((a, b) => b.logProbability - a.logProbability);
          assert.ok(expected.length > 0);
          assert.deepEqual(
            found?.map(({ ids }) => ids),
            expected.map(({ ids }) => ids),
          );
        }),
        { numRuns: 4 },
      );
    });

    it(`lead to a ${name} of each source, greedily too, in a batch of different lengths`, () => {
      fc.assert(
        fc.property(fc.nat(), fc.integer({ min: 1, max: 3 }), fc.nat({ max: 3 }), (seed, beamSize, spare) => {
          const lengths = [5, 1, 3, 2];
          const model = new TableModel(size, randomTable(seed, size));
          const options = optionsFor(make(eosId), 4, beamSize, most + 1 + spare);
          greedySearch(model, sourcesWith(lengths), options).forEach((found, index) => {
            assert.ok(obeyed(found?.ids ?? [], lengths[index]!));
          });
          beamSearch(model, sourcesWith(lengths), options).forEach((found, index) => {
            assert.ok(found.length > 0);
            for (const { ids } of found) assert.ok(obeyed(ids, lengths[index]!));
          });
        }),
      );
    });
  }

  it('find nothing where the longest output is too short', () => {
    const model = new TableModel(size, randomTable(1, size));
    const options = optionsFor(everyPositionOnce(eosId), 1, 1, 5);
    assert.deepEqual(greedySearch(model, sourcesWith([5]), options), [undefined]);
  });
});
