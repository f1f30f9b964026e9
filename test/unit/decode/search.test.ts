import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beamSearch, type BeamOptions } from '../../../src/core/decode/beamSearch';
import { greedySearch } from '../../../src/core/decode/greedySearch';
import { lengthPenalty, type SearchHypothesis, type SearchOptions } from '../../../src/core/decode/search';
import { beamByFullVocabulary, greedyByFullVocabulary } from './fullVocabularySearch';
import { everyHypothesis } from './everyHypothesis';
import { randomTable } from './randomTable';
import { bos, eos, FullTableModel, pad, sourcesOf, TableModel, type NextToken } from './tableModel';
import { tableBeam, tableSearch } from './tableOptions';

const a = 3;
const b = 4;

const searchOptions = (sources: number, change: Partial<SearchOptions> = {}): SearchOptions =>
  tableSearch(sources, 6, { keepAttention: () => false, ...change });

const beamOptions = (sources: number, beamSize: number, change: Partial<BeamOptions> = {}): BeamOptions =>
  tableBeam(sources, 6, beamSize, { keepAttention: () => false, ...change });

const idsOf = (hypotheses: readonly SearchHypothesis[]): string[] =>
  hypotheses.map(({ ids }) => ids.join(' '));

/**
 * Where greedy search goes wrong: `a` looks better at first, but all that follows it is improbable.
 *
 *              pad bos  eos    a     b
 *   (begin)      0   0  0.0   0.6   0.4
 *   a            0   0  0.3   0.35  0.35
 *   b            0   0  0.9   0.05  0.05
 *   longer       0   0  0.8   0.1   0.1
 */
const garden: NextToken = (_source, before) => {
  if (before.length === 0) return [0, 0, 0, 0.6, 0.4];
  if (before.length > 1) return [0, 0, 0.8, 0.1, 0.1];
  return before[0] === a ? [0, 0, 0.3, 0.35, 0.35] : [0, 0, 0.9, 0.05, 0.05];
};

describe('greedySearch', () => {
  it('follows the most probable token, the lower id among equals', () => {
    const model = new TableModel(5, garden);
    const [found] = greedySearch(model, sourcesOf([9]), searchOptions(1));
    assert.deepEqual(found?.ids, [a, a, eos]);
    assert.ok(Math.abs(found.logProbability - Math.log(0.6 * 0.35 * 0.8)) < 1e-6);
    assert.equal(found.finished, true);
    assert.equal(model.openSessions, 0);
  });

  it('encodes once, and stops when every source has its end', () => {
    const model = new TableModel(5, (source, before) =>
      before.length < source ? [0, 0, 0.1, 0.8, 0.1] : [0, 0, 0.8, 0.1, 0.1],
    );
    const found = greedySearch(model, sourcesOf([0, 3, 1]), searchOptions(3));
    assert.deepEqual(idsOf(found.filter((each) => each !== undefined)), ['2', '3 3 3 2', '3 2']);
    assert.equal(model.encodings, 1);
    assert.equal(model.steps, 4);
  });

  it('cuts each source off at its own longest length', () => {
    const model = new TableModel(5, () => [0, 0, 0.1, 0.8, 0.1]);
    const found = greedySearch(model, sourcesOf([1, 1, 1]), searchOptions(3, { maxLengths: [2, 0, 4] }));
    assert.deepEqual(found[0]?.ids, [a, a]);
    assert.equal(found[0].finished, false);
    assert.equal(found[1], undefined);
    assert.deepEqual(found[2]?.ids, [a, a, a, a]);
  });

  it('never writes padding or the begin symbol, however probable', () => {
    const model = new TableModel(5, () => [0.5, 0.3, 0.1, 0.05, 0.05]);
    assert.deepEqual(greedySearch(model, sourcesOf([1]), searchOptions(1))[0]?.ids, [eos]);
  });

  it('keeps the attention of each token, cut to the length of the source', () => {
    const model = new TableModel(5, garden);
    const keep = searchOptions(1, { keepAttention: () => true });
    const [found] = greedySearch(model, sourcesOf([9], 5), keep);
    assert.deepEqual(
      found?.attention?.map((row) => [...row]),
      [
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    );
  });

  it('does not run the model when there is nothing to decode', () => {
    const model = new TableModel(5, garden);
    assert.deepEqual(greedySearch(model, sourcesOf([9]), searchOptions(1, { maxLengths: [0] })), [undefined]);
    assert.equal(model.encodings, 0);
  });
});

describe('beamSearch', () => {
  it('finds the hypothesis that greedy search misses, and ranks the others', () => {
    const [found] = beamSearch(new TableModel(5, garden), sourcesOf([9]), beamOptions(1, 4));
    // By hand: b eos 0.4·0.9; a eos 0.6·0.3; a a eos = a b eos = 0.6·0.35·0.8.
    const expected: [string, number][] = [
      ['4 2', 0.36],
      ['3 2', 0.18],
      ['3 3 2', 0.168],
      ['3 4 2', 0.168],
    ];
    assert.deepEqual(
      idsOf(found!),
      expected.map(([ids]) => ids),
    );
    found!.forEach(({ logProbability, score }, rank) => {
      assert.ok(Math.abs(logProbability - Math.log(expected[rank]![1])) < 1e-6);
      assert.equal(score, logProbability);
    });
  });

  it('ranks by the length penalty of Wu et al. when asked', () => {
    const [found] = beamSearch(new TableModel(5, garden), sourcesOf([9]), beamOptions(1, 4, { alpha: 5 }));
    // ((5+3)/6)^5 = 4.21 divides ln 0.168 = −1.78 → −0.42; ((5+2)/6)^5 = 2.16 divides ln 0.36 = −1.02 → −0.47.
    assert.deepEqual(idsOf(found!).slice(0, 2), ['3 3 2', '3 4 2']);
    assert.ok(Math.abs(found![0]!.score - Math.log(0.168) / (8 / 6) ** 5) < 1e-6);
    assert.equal(lengthPenalty(1, 3), 1);
  });

  it('stops as soon as nothing better can come', () => {
    const model = new TableModel(5, garden);
    beamSearch(model, sourcesOf([9]), beamOptions(1, 4, { nBest: 1 }));
    assert.equal(model.steps, 2);
    assert.equal(model.openSessions, 0);
  });

  it('begins every hypothesis with the prefix', () => {
    const options = beamOptions(2, 3, { prefixIds: [a, b] });
    for (const hypotheses of beamSearch(new TableModel(5, garden), sourcesOf([9, 9]), options)) {
      assert.equal(hypotheses.length, 3);
      assert.ok(idsOf(hypotheses).every((ids) => ids.startsWith('3 4 ')));
      const [best] = hypotheses;
      assert.ok(Math.abs(best!.logProbability - Math.log(0.6 * 0.35 * 0.8)) < 1e-6);
    }
    const [greedy] = greedySearch(
      new TableModel(5, garden),
      sourcesOf([9]),
      searchOptions(1, { prefixIds: [b] }),
    );
    assert.deepEqual(greedy?.ids, [b, eos]);
  });

  it('keeps the attention of the states each hypothesis came through', () => {
    const [found] = beamSearch(
      new TableModel(5, garden),
      sourcesOf([9], 3),
      beamOptions(1, 4, { keepAttention: () => true }),
    );
    for (const { ids, attention } of found!) {
      assert.deepEqual(
        attention?.map((row) => [...row]),
        [
          [1, 0],
          [0, 1],
          [0, 0],
        ].slice(0, ids.length),
      );
    }
  });

  const letters = 3;
  const size = 3 + letters;
  it('with a beam as wide as all there is equals trying everything', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(0, 0.6, 2),
        fc.subarray([a, b]),
        fc.integer({ min: 1, max: 12 }),
        (seed, length, alpha, prefix, nBest) => {
          const maxLength = prefix.length + length;
          const table = randomTable(seed, size);
          const sources = [5, 6];
          const found = beamSearch(
            new TableModel(size, table),
            sourcesOf(sources),
            beamOptions(2, 160, { nBest, alpha, prefixIds: prefix, maxLengths: [maxLength, maxLength] }),
          );
          found.forEach((hypotheses, index) => {
            const all = everyHypothesis({ next: table, source: sources[index]!, size, maxLength, prefix });
            const score = (one: (typeof all)[number]) =>
              one.logProbability / lengthPenalty(one.ids.length, alpha);
            const expected = all.sort(
              (one, other) => Number(other.finished) - Number(one.finished) || score(other) - score(one),
            );
            assert.deepEqual(
              hypotheses.map(({ ids, finished }) => [...ids, finished]),
              expected.slice(0, nBest).map(({ ids, finished }) => [...ids, finished]),
            );
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with a beam of 1 equals greedy search', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 8 })), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0, 1),
        (seed, sources, alpha) => {
          const batch = sourcesOf(sources.map(([source]) => source));
          const change = {
            alpha,
            maxLengths: sources.map(([, longest]) => longest),
            keepAttention: () => true,
          };
          const model = new TableModel(size, randomTable(seed, size));
          const greedy = greedySearch(model, batch, searchOptions(sources.length, change));
          const beam = beamSearch(model, batch, beamOptions(sources.length, 1, change));
          assert.deepEqual(
            beam.map(([first]) => first),
            greedy,
          );
        },
      ),
    );
  });

  it('decodes a source in a batch as it does alone', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.nat({ max: 50 }), { minLength: 2, maxLength: 5 }),
        (seed, sources) => {
          const model = new TableModel(size, randomTable(seed, size));
          const together = beamSearch(model, sourcesOf(sources), beamOptions(sources.length, 3));
          const alone = sources.flatMap((source) =>
            beamSearch(model, sourcesOf([source]), beamOptions(1, 3)),
          );
          assert.deepEqual(together, alone);
        },
      ),
    );
  });

  it('gives hypotheses best first, whose log probabilities add up', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(0, 1),
        (seed, beamSize, alpha) => {
          const model = new TableModel(size, randomTable(seed, size));
          const [found] = beamSearch(model, sourcesOf([1]), beamOptions(1, beamSize, { alpha }));
          assert.ok(found!.length >= 1 && found!.length <= beamSize);
          assert.equal(new Set(idsOf(found!)).size, found!.length);
          found!.forEach((hypothesis, rank) => {
            const { ids, tokenLogProbabilities, logProbability, finished, score } = hypothesis;
            const sum = tokenLogProbabilities.reduce((total, value) => total + value, 0);
            assert.ok(Math.abs(sum - logProbability) < 1e-9);
            assert.equal(ids.at(-1) === eos, finished);
            assert.ok(!ids.includes(pad) && !ids.includes(bos) && !ids.slice(0, -1).includes(eos));
            const next = found![rank + 1];
            if (next?.finished === finished) assert.ok(score >= next.score);
          });
        },
      ),
    );
  });
});

describe('A search that is told the most probable tokens only', () => {
  /** Few different probabilities, so that many are equal. */
  const tableOfTies =
    (seed: number, size: number): NextToken =>
    (source, before) =>
      Array.from({ length: size }, (_, id) => {
        let state = seed | 1;
        for (const part of [source, ...before.slice(-2), id, before.length % 4]) {
          state = Math.imul(state ^ (part + 0x9e37), 0x85ebca6b);
          state ^= state >>> 13;
        }
        return (1 + ((state >>> 3) % 7)) / 10;
      });

  it('finds exactly what trying the whole vocabulary finds', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 4, max: 14 }),
        fc.array(fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 7 })), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(0, 1.5),
        fc.subarray([eos + 1, pad]),
        fc.boolean(),
        (seed, size, sources, beamSize, alpha, prefixIds, withAttention) => {
          const batch = sourcesOf(sources.map(([source]) => source));
          const options = beamOptions(sources.length, beamSize, {
            alpha,
            prefixIds,
            maxLengths: sources.map(([, longest]) => (longest === 0 ? 0 : prefixIds.length + longest)),
            keepAttention: withAttention ? (source) => source % 2 === 0 : undefined,
          });
          const next = tableOfTies(seed, size);
          const [told, full] = [new TableModel(size, next), new FullTableModel(size, next)];
          assert.deepEqual(greedySearch(told, batch, options), greedyByFullVocabulary(full, batch, options));
          assert.deepEqual(beamSearch(told, batch, options), beamByFullVocabulary(full, batch, options));
        },
      ),
      { numRuns: 400 },
    );
  });
});
