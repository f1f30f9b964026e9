import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beamSearch, type BeamOptions } from '../../../src/core/decode/beamSearch';
import { allConstraints } from '../../../src/core/decode/constraints/allConstraints';
import { forbidUnless, type Constraint } from '../../../src/core/decode/constraints/constraint';
import { minimumLength } from '../../../src/core/decode/constraints/minimumLength';
import { noRepeatedNgram } from '../../../src/core/decode/constraints/noRepeatedNgram';
import { greedySearch } from '../../../src/core/decode/greedySearch';
import { lengthPenalty } from '../../../src/core/decode/search';
import { everyHypothesis } from './everyHypothesis';
import { randomTable } from './randomTable';
import { eos, sourcesOf, TableModel } from './tableModel';
import { tableBeam } from './tableOptions';

const letters = 3;
const size = 3 + letters;

const optionsFor = (sources: number, beamSize: number, change: Partial<BeamOptions>): BeamOptions =>
  tableBeam(sources, 5, beamSize, change);

/** Every letter once, then the end: what tours of a pointer network obey. */
const everyLetterOnce: Constraint<readonly number[]> = {
  start: () => [],
  advance: (written, id) => [...written, id],
  forbid: (written, _room, mask) =>
    forbidUnless(mask, (id) => (written.length === letters ? id === eos : id > eos && !written.includes(id))),
};

const constraints: Record<string, { make: () => Constraint; obeyed: (ids: readonly number[]) => boolean }> = {
  'a least length': {
    make: () => minimumLength(2, eos),
    obeyed: (ids) => ids.indexOf(eos) !== 0 && ids.indexOf(eos) !== 1,
  },
  'no token twice': {
    make: () => noRepeatedNgram(1),
    obeyed: (ids) => new Set(ids).size === ids.length,
  },
  'no pair twice': {
    make: () => noRepeatedNgram(2),
    obeyed: (ids) => {
      const pairs = ids.slice(1).map((id, index) => `${ids[index]} ${id}`);
      return new Set(pairs).size === pairs.length;
    },
  },
  'every letter once': {
    make: () => everyLetterOnce,
    obeyed: (ids) => ids.length === letters + 1 && new Set(ids).size === ids.length && ids.at(-1) === eos,
  },
};

describe('A search under a constraint', () => {
  for (const [name, { make, obeyed }] of Object.entries(constraints)) {
    it(`finds the best of all that obey, with a beam as wide as all there is: ${name}`, () => {
      fc.assert(
        fc.property(fc.nat(), fc.constantFrom(0, 1.5), (seed, alpha) => {
          const table = randomTable(seed, size);
          const sources = [5, 6];
          const options = optionsFor(2, 250, { alpha, constraint: make(), nBest: 20 });
          const found = beamSearch(new TableModel(size, table), sourcesOf(sources), options);
          found.forEach((hypotheses, index) => {
            const expected = everyHypothesis({ next: table, source: sources[index]!, size, maxLength: 5 })
              .filter(({ ids }) => obeyed(ids))
              .map((one) => ({ ...one, score: one.logProbability / lengthPenalty(one.ids.length, alpha) }))
              .sort((one, other) => Number(other.finished) - Number(one.finished) || other.score - one.score);
            assert.deepEqual(
              hypotheses.map(({ ids, logProbability }) => [ids, logProbability]),
              expected.slice(0, 20).map(({ ids, logProbability }) => [ids, logProbability]),
            );
          });
        }),
        { numRuns: 40 },
      );
    });

    it(`obeys greedily and with narrow beams, and a beam of 1 is greedy: ${name}`, () => {
      fc.assert(
        fc.property(fc.nat(), fc.integer({ min: 2, max: 4 }), (seed, beamSize) => {
          const sources = sourcesOf([1, 2, 3]);
          const model = new TableModel(size, randomTable(seed, size));
          const greedy = greedySearch(model, sources, optionsFor(3, 1, { constraint: make() }));
          const one = beamSearch(model, sources, optionsFor(3, 1, { constraint: make() }));
          const wide = beamSearch(model, sources, optionsFor(3, beamSize, { constraint: make() }));
          assert.deepEqual(
            one.map(([first]) => first),
            greedy,
          );
          for (const found of [...greedy, ...wide.flat()])
            assert.ok(obeyed(found?.ids ?? []), String(found?.ids));
        }),
      );
    });
  }

  it('has the probabilities of the model, not those of what is left', () => {
    const model = new TableModel(5, () => [0, 0, 0.7, 0.2, 0.1]);
    const options = optionsFor(1, 1, { constraint: minimumLength(1, eos) });
    const found = greedySearch(model, sourcesOf([1]), options)[0];
    assert.deepEqual(found?.ids, [3, eos]);
    assert.ok(Math.abs(found.logProbability - Math.log(0.2 * 0.7)) < 1e-6);
  });

  it('runs the program with the mask only while something is forbidden', () => {
    const model = new TableModel(5, (_source, before) =>
      before.length < 4 ? [0, 0, 0.1, 0.8, 0.1] : [0, 0, 0.8, 0.1, 0.1],
    );
    greedySearch(model, sourcesOf([1, 1]), optionsFor(2, 1, { constraint: minimumLength(2, eos) }));
    assert.deepEqual([model.steps, model.maskedSteps], [5, 2]);
    greedySearch(model, sourcesOf([1, 1]), optionsFor(2, 1, {}));
    assert.deepEqual([model.steps, model.maskedSteps], [10, 2]);
  });

  it('gives nothing for a source whose constraint leads into a dead end, and the others their own', () => {
    const nothing: Constraint<number> = {
      start: (source) => source,
      advance: (source) => source,
      forbid: (source, _room, mask) => source === 1 && forbidUnless(mask, () => false),
    };
    const model = new TableModel(5, () => [0, 0, 0.8, 0.1, 0.1]);
    const options = optionsFor(2, 3, { constraint: nothing, nBest: 2 });
    const greedy = greedySearch(model, sourcesOf([1, 1]), options);
    assert.deepEqual([greedy[0]?.ids, greedy[1]], [[eos], undefined]);
    const beams = beamSearch(model, sourcesOf([1, 1]), options);
    assert.deepEqual(
      beams.map((found) => found.length),
      [2, 0],
    );
    assert.equal(model.openSessions, 0);
  });

  it('follows the prefix even where it would be forbidden, and goes on from there', () => {
    const options = optionsFor(1, 4, { constraint: noRepeatedNgram(1), prefixIds: [3, 3] });
    for (const { ids } of beamSearch(
      new TableModel(size, randomTable(4, size)),
      sourcesOf([1]),
      options,
    ).flat()) {
      assert.deepEqual(ids.slice(0, 2), [3, 3]);
      assert.ok(!ids.slice(2).includes(3));
    }
  });

  it('obeys several constraints at once', () => {
    const constraint = allConstraints([minimumLength(3, eos), noRepeatedNgram(1)]);
    const model = new TableModel(size, randomTable(8, size));
    for (const { ids } of beamSearch(model, sourcesOf([1]), optionsFor(1, 20, { constraint })).flat())
      assert.deepEqual([ids.length, new Set(ids).size], [4, 4]);
    assert.equal(allConstraints([]), undefined);
  });
});
