import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { tensor1d, tidy } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { statelessUniform, statelessUniformValues } from '../../../src/core/ops/statelessUniform';
import { activateBackend } from '../../../src/engine/activateBackend';
import { selectEngine } from '../../../src/engine/selectEngine';
import { wasmFolder } from '../../support/seq2seqFixture';

const shape = { site: 7, time: 5, rows: 6, units: 10 };

describe('statelessUniform', () => {
  it('is a function of seed, step, site, time, row and unit alone', () => {
    const full = statelessUniformValues(1, 2, shape);
    const ranges = fc
      .integer({ min: 0, max: 5 })
      .chain((firstRow) =>
        fc.record({ firstRow: fc.constant(firstRow), rows: fc.integer({ min: 1, max: 6 - firstRow }) }),
      );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), ranges, (time, { firstRow, rows }) => {
        const part = statelessUniformValues(1, 2, { ...shape, time, rows, firstRow });
        for (let t = 0; t < time; t++)
          for (let row = 0; row < rows; row++)
            for (let unit = 0; unit < shape.units; unit++)
              assert.equal(
                part[(t * rows + row) * shape.units + unit],
                full[(t * shape.rows + firstRow + row) * shape.units + unit],
              );
      }),
    );
  });

  it("draws what TensorFlow's StatelessRandomUniformV2 draws, bit for bit", () => {
    // TensorFlow 2.21: shape [8], key [7·2³² + 42], counter [1·2³², 0xdeadbeef], Philox.
    const drawn = [3276726, 1873476, 2465928, 3615383, 7188056, 5674447, 3363533, 5732555];
    const values = statelessUniformValues(42, 7, { site: 0xdeadbeef, time: 2, rows: 2, units: 4 });
    assert.deepEqual(
      Array.from(values.subarray(8), (value) => value * 2 ** 23),
      drawn,
    );
  });

  it('changes with each of them', () => {
    const first = statelessUniformValues(1, 2, shape);
    for (const other of [
      statelessUniformValues(3, 2, shape),
      statelessUniformValues(1, 3, shape),
      statelessUniformValues(1, 2, { ...shape, site: 8 }),
    ]) {
      const equal = other.filter((value, index) => value === first[index]).length;
      assert.ok(equal < 3, `${equal} of ${first.length} numbers are equal`);
    }
    assert.ok(new Set(first).size > first.length - 3, 'numbers repeat within a draw');
  });

  it('draws evenly from [0, 1)', () => {
    const values = statelessUniformValues(5, 1, { site: 1, time: 20, rows: 50, units: 100 });
    const buckets = new Float64Array(10);
    for (const value of values) {
      assert.ok(value >= 0 && value < 1);
      buckets[Math.floor(value * 10)]! += 1;
    }
    const expected = values.length / 10;
    const chiSquared = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 0.1 % quantile of χ² with 9 degrees of freedom: 27.9.
    assert.ok(chiSquared < 27.9, `χ² is ${chiSquared}`);
  });

  it('is the same on every backend', async () => {
    for (const preference of ['wasm', 'eager'] as const)
      await selectEngine({ preference, wasmFolder, threads: 1 });
    for (const backend of ['wasm', 'cpu']) {
      activateBackend(backend);
      for (const attributes of [shape, { ...shape, firstRow: 3 }]) {
        const values = tidy(() => statelessUniform(tensor1d([9, -4], 'int32'), attributes).dataSync());
        assert.deepEqual(Float32Array.from(values), statelessUniformValues(9, -4, attributes), backend);
      }
    }
  });
});
