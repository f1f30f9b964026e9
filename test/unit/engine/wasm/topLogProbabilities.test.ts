import assert from 'node:assert/strict';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {
  composeTopLogProbabilities,
  topLogProbabilitiesKernel,
} from '../../../../src/core/ops/topLogProbabilities';
import { assertNear, describeBuilds, oddSizes, randomFloats, runKernel } from './kernelSupport';

/** In float64, the lowest column first among equal logits. */
function ranked(
  logits: Float32Array,
  vocabulary: number,
  k: number,
): { ids: number[]; values: Float64Array } {
  const rows = Array.from({ length: logits.length / vocabulary }, (_, row) => {
    const x = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
    const largest = x.reduce((most, value) => Math.max(most, value), -Infinity);
    const logSum = Math.log(x.reduce((total, value) => total + Math.exp(value - largest), 0));
    return Array.from(x, (value, id) => ({ id, value: value - largest - logSum }))
      .sort((a, b) => b.value - a.value || a.id - b.id)
      .slice(0, k);
  }).flat();
  return { ids: rows.map(({ id }) => id), values: Float64Array.from(rows, ({ value }) => value) };
}

describeBuilds('the kernel of the most probable tokens', () => {
  const run = (logits: Float32Array, vocabulary: number, k: number) => {
    const shape = [logits.length / vocabulary, vocabulary];
    const [values, ids] = runKernel(topLogProbabilitiesKernel, { logits: { shape, values: logits } }, { k });
    return { values: values!, ids: Array.from(ids!) };
  };

  it('equals sorting in float64', () => {
    for (const vocabulary of [...oddSizes, 5000]) {
      const logits = randomFloats(5 * vocabulary, 1, 15);
      for (const k of [1, 3, 12, vocabulary].filter((each) => each <= Math.min(vocabulary, 100))) {
        const { values, ids } = run(logits, vocabulary, k);
        const expected = ranked(logits, vocabulary, k);
        assert.deepEqual(ids, expected.ids);
        assertNear([values], { values: expected.values }, 1e-6, 1);
      }
    }
  });

  it('gives the lowest columns of equal ones first, as the composition does', () => {
    const halves = fc.integer({ min: -6, max: 6 }).map((value) => value / 2);
    const cases = fc.integer({ min: 1, max: 30 }).chain((vocabulary) =>
      fc.record({
        k: fc.integer({ min: 1, max: vocabulary }),
        logits: fc.array(halves, { minLength: 2 * vocabulary, maxLength: 2 * vocabulary }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ k, logits }) => {
        const { ids } = run(Float32Array.from(logits), logits.length / 2, k);
        const composed = tidy(() =>
          Array.from(composeTopLogProbabilities(tensor2d(logits, [2, logits.length / 2]), k).ids.dataSync()),
        );
        assert.deepEqual(ids, composed);
        assert.deepEqual(ids, ranked(Float32Array.from(logits), logits.length / 2, k).ids);
      }),
    );
  });

  it('has an answer for logits that are far apart or no numbers', () => {
    assert.deepEqual(run(Float32Array.of(-300, 0, 300, -1e30, 299), 5, 3).ids, [2, 4, 1]);
    const nan = run(new Float32Array(7).fill(NaN), 7, 2);
    assert.deepEqual(
      [nan.ids, [...nan.values]],
      [
        [0, 1],
        [NaN, NaN],
      ],
    );
    assert.deepEqual([...run(Float32Array.of(1, 2, NaN, 3, 4, 5, 6), 7, 2).values], [NaN, NaN]);
  });

  it('refuses to rank more than there are', () => {
    assert.throws(() => run(new Float32Array(4), 4, 5), /no 5 most probable of 4/);
  });
});
