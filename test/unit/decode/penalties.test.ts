import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beamSearch, type BeamOptions } from '../../../src/core/decode/beamSearch';
import { forcedTokens } from '../../../src/core/decode/constraints/forcedTokens';
import { greedySearch } from '../../../src/core/decode/greedySearch';
import { everyHypothesis, type ListedHypothesis } from './everyHypothesis';
import { randomTable } from './randomTable';
import { eos, sourcesOf, TableModel, type NextAttention } from './tableModel';
import { tableBeam } from './tableOptions';

const letters = 3;
const size = 3 + letters;
const sourceTime = 3;
const a = 3;
const b = 4;

/** Attention that depends on everything, over three positions of which all are real. */
const randomAttention =
  (seed: number): NextAttention =>
  (source, before) => {
    const [first = 1, second = 1, third = 1] = randomTable(seed, sourceTime)(source + 7, before);
    return [first, second, third].map(Math.fround);
  };

function threeReal(ids: readonly number[]) {
  return { ...sourcesOf(ids, sourceTime), sourceLengths: new Int32Array(ids.length).fill(sourceTime) };
}

const optionsFor = (sources: number, beamSize: number, change: Partial<BeamOptions>): BeamOptions =>
  tableBeam(sources, 5, beamSize, change);

interface Penalties {
  readonly alpha: number;
  readonly coverageBeta: number;
  readonly repetitionPenalty: number;
}

const penalties = fc.record<Penalties>({
  alpha: fc.constantFrom(0, 0.6, 2),
  coverageBeta: fc.constantFrom(0, 0.2, 1),
  repetitionPenalty: fc.constantFrom(1, 1.5, 4),
});

/** The score by its definition, from the whole hypothesis. */
function scoreOf(
  one: ListedHypothesis,
  attend: (before: readonly number[]) => readonly number[],
  by: Penalties,
) {
  const { ids, tokenLogProbabilities } = one;
  const sum = ids.reduce((total, id, index) => {
    const repeated = ids.slice(0, index).includes(id);
    return total + tokenLogProbabilities[index]! * (repeated ? by.repetitionPenalty : 1);
  }, 0);
  const rows = ids.map((_, index) => attend(ids.slice(0, index)));
  const coverage = [0, 1, 2].map((position) =>
    Math.log(
      Math.min(
        1,
        Math.max(
          1e-6,
          rows.reduce((total, row) => total + row[position]!, 0),
        ),
      ),
    ),
  );
  return (
    sum / ((5 + ids.length) / 6) ** by.alpha +
    by.coverageBeta * coverage.reduce((total, value) => total + value, 0)
  );
}

describe('Penalties', () => {
  it('rank as their formulas say, with a beam as wide as all there is', () => {
    fc.assert(
      fc.property(fc.nat(), penalties, fc.integer({ min: 1, max: 12 }), (seed, by, nBest) => {
        const [table, attend] = [randomTable(seed, size), randomAttention(seed)];
        const model = new TableModel(size, table, attend);
        const found = beamSearch(model, threeReal([5, 6]), optionsFor(2, 250, { ...by, nBest }));
        found.forEach((hypotheses, index) => {
          const source = 5 + index;
          const expected = everyHypothesis({ next: table, source, size, maxLength: 5 })
            .map((one) => ({ ...one, score: scoreOf(one, (before) => attend(source, before), by) }))
            .sort((x, y) => Number(y.finished) - Number(x.finished) || y.score - x.score)
            .slice(0, nBest);
          assert.deepEqual(
            hypotheses.map(({ ids }) => ids),
            expected.map(({ ids }) => ids),
          );
          hypotheses.forEach(({ score, logProbability, attention }, rank) => {
            assert.ok(Math.abs(score - expected[rank]!.score) < 1e-6);
            // Penalties rank; they leave the probabilities alone.
            assert.ok(Math.abs(logProbability - expected[rank]!.logProbability) < 1e-9);
            assert.equal(attention, undefined);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('leave a beam of 1 what greedy search finds', () => {
    fc.assert(
      fc.property(fc.nat(), penalties, (seed, by) => {
        const model = new TableModel(size, randomTable(seed, size), randomAttention(seed));
        const options = optionsFor(3, 1, { ...by, keepAttention: (source) => source === 1 });
        assert.deepEqual(
          beamSearch(model, threeReal([1, 2, 3]), options).map(([first]) => first),
          greedySearch(model, threeReal([1, 2, 3]), options),
        );
      }),
    );
  });

  it('on repetitions find what penalising the whole vocabulary finds, though few tokens are told', () => {
    const large = 40;
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(1.3, 3), (seed, repetitionPenalty) => {
        const next = randomTable(seed, large);
        const model = new TableModel(large, next);
        const [found] = greedySearch(
          model,
          sourcesOf([1]),
          optionsFor(1, 1, { repetitionPenalty, maxLengths: [12] }),
        );
        const ids: number[] = [];
        while (ids.length < 12 && ids.at(-1) !== eos) {
          const ranked = next(1, ids).map(
            (probability, id) =>
              Math.fround(Math.log(probability)) * (ids.includes(id) ? repetitionPenalty : 1),
          );
          ids.push(ranked.indexOf(Math.max(...ranked.slice(eos)), eos));
        }
        assert.deepEqual(found?.ids, ids);
      }),
    );
  });

  it('on coverage look at every position, and none at a source that the model finds covered', () => {
    const model = new TableModel(
      size,
      () => [0, 0, 0.4, 0.3, 0.2, 0.1],
      (_source, before) => (before.length === 0 ? [0.5, 0.5, 0] : [0.5, 0.5, 1]),
    );
    const [found] = beamSearch(model, threeReal([1]), optionsFor(1, 4, { coverageBeta: 1, nBest: 4 }));
    // The empty output leaves the last position unattended: log 10⁻⁶, and twice log ½.
    const ending = found!.find(({ ids }) => ids.length === 1);
    if (ending !== undefined)
      assert.ok(Math.abs(ending.score - (Math.log(0.4) + Math.log(1e-6) + 2 * Math.log(0.5))) < 1e-5);
    assert.ok(found![0]!.ids.length > 1);
    assert.ok(Math.abs(found![0]!.score - Math.log(0.3 * 0.4)) < 1e-6);
  });
});

describe('Forced tokens', () => {
  const contains = (ids: readonly number[], phrase: readonly number[]): boolean =>
    ids.some((_, start) => phrase.every((id, index) => ids[start + index] === id));
  const phrase = fc.array(fc.integer({ min: 3, max: size - 1 }), { minLength: 1, maxLength: 3 });

  it('occur in every hypothesis, however narrow the beam', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(phrase, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, phrases, spare, beamSize) => {
          const longest = phrases.reduce((sum, { length }) => sum + length, 0) + 1 + spare;
          const options = optionsFor(2, beamSize, {
            constraint: forcedTokens(phrases, eos),
            maxLengths: [longest, longest + 2],
          });
          const model = new TableModel(size, randomTable(seed, size));
          const greedy = greedySearch(model, sourcesOf([1, 2]), options);
          for (const found of [
            ...greedy.map((one) => [one]),
            ...beamSearch(model, sourcesOf([1, 2]), options),
          ]) {
            assert.ok(found.length > 0);
            for (const one of found)
              for (const tokens of phrases)
                assert.ok(
                  contains(one?.ids ?? [], tokens),
                  `${one?.ids.join(' ')} lacks ${tokens.join(' ')}`,
                );
          }
        },
      ),
    );
  });

  it('give the best of all that contain them, with a beam as wide as all there is', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom([[a]], [[a, b]], [[a], [b, b]]), (seed, phrases) => {
        const table = randomTable(seed, size);
        const options = optionsFor(1, 400, { constraint: forcedTokens(phrases, eos), nBest: 5 });
        const [found] = beamSearch(new TableModel(size, table), sourcesOf([1]), options);
        const expected = everyHypothesis({ next: table, source: 1, size, maxLength: 5 })
          .filter(({ ids, finished }) => finished && phrases.every((tokens) => contains(ids, tokens)))
          .sort((x, y) => y.logProbability - x.logProbability);
        assert.deepEqual(found?.[0]?.ids, expected[0]?.ids);
      }),
      { numRuns: 40 },
    );
  });

  it('come where the model likes them best, not where the room ends', () => {
    // b is improbable at first and probable after a; without b nothing is ever improbable.
    const model = new TableModel(size, (_source, before) => {
      if (before.length > 6) return [0, 0, 0.9, 0.05, 0.04, 0.01];
      return before.at(-1) === a ? [0, 0, 0.2, 0.1, 0.3, 0.4] : [0, 0, 0.3, 0.3, 0.01, 0.39];
    });
    const options = optionsFor(1, 4, { constraint: forcedTokens([[b]], eos), maxLengths: [12], nBest: 1 });
    const [found] = beamSearch(model, sourcesOf([1]), options);
    assert.deepEqual(found?.[0]?.ids, [a, b, eos]);
  });
});
