import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beamSearch, type BeamOptions } from '../../../src/core/decode/beamSearch';
import { randomTable } from './randomTable';
import { eos, sourcesOf, TableModel, type NextToken } from './tableModel';
import { tableBeam } from './tableOptions';

const size = 8;
const maxLength = 5;

const optionsFor = (beamSize: number, change: Partial<BeamOptions>): BeamOptions =>
  tableBeam(1, maxLength, beamSize, change);

interface Grown {
  readonly ids: readonly number[];
  readonly logProbability: number;
}

/** Diverse beam search as the paper's algorithm 1 has it: group after group at every step, all continuations tried. */
function diverseByHand(next: NextToken, groupSize: number, groups: number, penalty: number): Grown[][] {
  const live: Grown[][] = Array.from({ length: groups }, () => [{ ids: [], logProbability: 0 }]);
  const finished: Grown[][] = live.map(() => []);
  for (let time = 0; time < maxLength; time++) {
    const chosen: number[] = [];
    live.forEach((hypotheses, group) => {
      if (finished[group]!.length >= groupSize) return;
      const all = hypotheses
        .flatMap(({ ids, logProbability }) =>
          next(1, ids).map((probability, id) => ({
            ids: [...ids, id],
            logProbability: logProbability + Math.fround(Math.log(probability)),
            cost: penalty * chosen.filter((other) => other === id).length,
          })),
        )
        .filter(({ ids }) => ids.at(-1)! >= eos)
        .sort((x, y) => y.logProbability - y.cost - (x.logProbability - x.cost));
      finished[group]!.push(...all.slice(0, groupSize).filter(({ ids }) => ids.at(-1) === eos));
      live[group] = all.filter(({ ids }) => ids.at(-1) !== eos).slice(0, groupSize);
      chosen.push(...live[group].map(({ ids }) => ids.at(-1)!));
    });
  }
  return finished.map((found, group) => {
    const best = [...found].sort((x, y) => y.logProbability - x.logProbability);
    const cutOff = found.length < groupSize ? live[group]! : [];
    return [...best, ...[...cutOff].sort((x, y) => y.logProbability - x.logProbability)].slice(0, groupSize);
  });
}

const idsOf = (found: readonly { readonly ids: readonly number[] }[]): string[] =>
  found.map(({ ids }) => ids.join(' '));

describe('Diverse beam search', () => {
  it('finds what the algorithm tried by hand finds, of each group', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 2, max: 4 }),
        fc.constantFrom(0.3, 1, 5),
        (seed, groupSize, beamGroups, diversityPenalty) => {
          const table = randomTable(seed, size);
          const options = optionsFor(groupSize * beamGroups, { beamGroups, diversityPenalty });
          const [found] = beamSearch(new TableModel(size, table), sourcesOf([1]), options);
          const expected = diverseByHand(table, groupSize, beamGroups, diversityPenalty).flat();
          assert.deepEqual(new Set(idsOf(found!)), new Set(idsOf(expected)));
          assert.equal(new Set(idsOf(found!)).size, found!.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('without a penalty finds in every group what a beam of its size finds', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const model = new TableModel(size, randomTable(seed, size));
        const groups = beamSearch(
          model,
          sourcesOf([1]),
          optionsFor(6, { beamGroups: 3, diversityPenalty: 0 }),
        );
        assert.deepEqual(groups, beamSearch(model, sourcesOf([1]), optionsFor(2, {})));
      }),
    );
  });

  it('makes hypotheses differ more than a beam of the same size does', () => {
    const distinctFirst = (change: Partial<BeamOptions>): number =>
      Array.from({ length: 40 }, (_, seed) => {
        // Sharpened, so that what is probable begins alike.
        const table = randomTable(seed, size);
        const model = new TableModel(size, (source, before) =>
          table(source, before).map((probability) => probability ** (before.length === 0 ? 3 : 1)),
        );
        const [found] = beamSearch(model, sourcesOf([1]), optionsFor(4, change));
        return new Set(found!.map(({ ids }) => ids[0])).size;
      }).reduce((sum, count) => sum + count, 0);
    assert.ok(distinctFirst({ beamGroups: 4, diversityPenalty: 20 }) > 1.3 * distinctFirst({}));
  });

  it('takes the best of every group before the second best of any, and ranks them by their scores', () => {
    const model = new TableModel(size, randomTable(11, size));
    const options = optionsFor(6, { beamGroups: 3, diversityPenalty: 3, nBest: 3 });
    const [found] = beamSearch(model, sourcesOf([1]), options);
    const byHand = diverseByHand(randomTable(11, size), 2, 3, 3);
    assert.deepEqual(new Set(idsOf(found!)), new Set(idsOf(byHand.map(([best]) => best!))));
    assert.ok(found!.every(({ score }, rank) => rank === 0 || score <= found![rank - 1]!.score));
  });
});
