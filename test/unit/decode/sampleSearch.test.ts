import assert from 'node:assert/strict';
import fc from 'fast-check';
import { minimumLength } from '../../../src/core/decode/constraints/minimumLength';
import { greedySearch } from '../../../src/core/decode/greedySearch';
import { draw, sampleRequest, sampleSearch, type SampleOptions } from '../../../src/core/decode/sampleSearch';
import { randomTable } from './randomTable';
import { eos, sourcesOf, TableModel } from './tableModel';
import { tableSearch } from './tableOptions';

const size = 8;

function optionsFor(sources: number, change: Partial<SampleOptions> = {}): SampleOptions {
  return {
    ...tableSearch(sources, 6),
    nBest: 1,
    temperature: 1,
    topK: undefined,
    topP: 1,
    seed: 42,
    sourceNumbers: Array.from({ length: sources }, (_, index) => index),
    ...change,
  };
}

const tokensOf = (probabilities: readonly number[]) =>
  probabilities.map((probability, id) => ({
    id,
    logProbability: Math.log(probability),
    ranked: Math.log(probability),
  }));

/** How often each token is drawn when all random numbers are as frequent. */
function shares(
  probabilities: readonly number[],
  how: Pick<SampleOptions, 'temperature' | 'topK' | 'topP'>,
): number[] {
  const draws = 20_000;
  const counts = probabilities.map(() => 0);
  for (let index = 0; index < draws; index++)
    counts[draw(tokensOf(probabilities), (index + 0.5) / draws, how)!.id]!++;
  return counts.map((count) => count / draws);
}

function assertShares(actual: readonly number[], weights: readonly number[]): void {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  actual.forEach((share, id) =>
    assert.ok(Math.abs(share - weights[id]! / sum) < 1e-3, `${actual.join(' ')} of ${weights.join(' ')}`),
  );
}

describe('Drawing a token', () => {
  const probabilities = [0.1, 0.4, 0.05, 0.25, 0.2];
  const all = { temperature: 1, topK: undefined, topP: 1 };

  it('draws each as often as its probability', () => {
    assertShares(shares(probabilities, all), probabilities);
  });

  it('divides log probabilities by the temperature', () => {
    for (const temperature of [0.5, 2])
      assertShares(
        shares(probabilities, { ...all, temperature }),
        probabilities.map((p) => p ** (1 / temperature)),
      );
  });

  it('keeps the k most probable', () => {
    assertShares(shares(probabilities, { ...all, topK: 2 }), [0, 0.4, 0, 0.25, 0]);
  });

  it('keeps the fewest that together reach p, at the temperature, of the k most probable', () => {
    assertShares(shares(probabilities, { ...all, topP: 0.5 }), [0, 0.4, 0, 0.25, 0]);
    assertShares(shares(probabilities, { ...all, topP: 0.66 }), [0, 0.4, 0, 0.25, 0.2]);
    // Of 0.4 and 0.25 the first alone has 0.615.
    assertShares(shares(probabilities, { ...all, topP: 0.6, topK: 2 }), [0, 1, 0, 0, 0]);
    // Squares: 0.16 of 0.275.
    assertShares(shares(probabilities, { ...all, temperature: 0.5, topP: 0.58 }), [0, 1, 0, 0, 0]);
  });

  it('draws nothing from nothing', () => {
    assert.equal(draw([], 0.5, all), undefined);
  });
});

describe('Sampling', () => {
  it('draws hypotheses as often as they are probable', () => {
    const model = new TableModel(5, (_source, before) =>
      before.length === 0 ? [0, 0, 0.2, 0.5, 0.3] : [0, 0, 1, 0, 0],
    );
    const many = 100;
    const options = optionsFor(20, { nBest: many });
    const found = sampleSearch(model, sourcesOf(new Array<number>(20).fill(1)), options).flat();
    const share = (ids: string): number =>
      found.filter((one) => one.ids.join(' ') === ids).length / (20 * many);
    // Three standard deviations of 2,000 draws are at most 0.034.
    assert.ok(Math.abs(share('2') - 0.2) < 0.034);
    assert.ok(Math.abs(share('3 2') - 0.5) < 0.034);
    assert.ok(Math.abs(share('4 2') - 0.3) < 0.034);
  });

  it('is the same for the same seed, whatever the batch, and another for another', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, table) => {
        const model = new TableModel(size, randomTable(table, size));
        const sample = (change: Partial<SampleOptions>, sources = [4, 5, 6]) =>
          sampleSearch(model, sourcesOf(sources), optionsFor(sources.length, { seed, nBest: 3, ...change }));
        const together = sample({});
        assert.deepEqual(sample({}), together);
        assert.deepEqual(sample({ sourceNumbers: [1] }, [5]), together.slice(1, 2));
        assert.notDeepEqual(sample({ seed: seed + 1, nBest: 20 }), sample({ nBest: 20 }));
      }),
      { numRuns: 20 },
    );
  });

  it('of the most probable token alone is greedy search', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom({ topK: 1 }, { topP: 1e-9 }), (seed, how) => {
        const model = new TableModel(size, randomTable(seed, size));
        const options = optionsFor(2, how);
        assert.deepEqual(
          sampleSearch(model, sourcesOf([1, 2]), options).flat(),
          greedySearch(model, sourcesOf([1, 2]), options),
        );
      }),
    );
  });

  it('gives the best first, with the probabilities of the model', () => {
    const table = randomTable(3, size);
    const [found] = sampleSearch(
      new TableModel(size, table),
      sourcesOf([1]),
      optionsFor(1, { nBest: 30, temperature: 2, topK: 4, alpha: 1 }),
    );
    assert.equal(found?.length, 30);
    found.forEach(({ ids, logProbability, finished, score }, rank) => {
      const expected = ids.reduce((sum, id, i) => sum + Math.log(table(1, ids.slice(0, i))[id]!), 0);
      assert.ok(Math.abs(logProbability - expected) < 1e-5);
      const next = found[rank + 1];
      if (next?.finished === finished) assert.ok(score >= next.score);
    });
  });

  it('asks the model for no more tokens than can be drawn', () => {
    assert.equal(sampleRequest(optionsFor(1, { topK: 5 })).candidates, 7);
    assert.equal(sampleRequest(optionsFor(1)).candidates, Infinity);
    assert.equal(sampleRequest(optionsFor(1, { nBest: 4 })).rowsPerSource, 4);
  });

  it('begins with the prefix and obeys the constraint', () => {
    const constraint = minimumLength(4, eos);
    const options = optionsFor(2, { nBest: 20, constraint, prefixIds: [3, 3] });
    const model = new TableModel(size, randomTable(9, size));
    for (const { ids } of sampleSearch(model, sourcesOf([1, 2]), options).flat()) {
      assert.deepEqual(ids.slice(0, 2), [3, 3]);
      assert.ok(!ids.slice(0, 4).includes(eos));
    }
  });
});
