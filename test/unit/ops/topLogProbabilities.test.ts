import '@tensorflow/tfjs-backend-cpu';
import assert from 'node:assert/strict';
import { engine, memory, setBackend, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { logProbabilitiesAt, topLogProbabilities } from '../../../src/core/ops/topLogProbabilities';
import { assertClose } from '../../support/fusedOp';
import { wasmEngine } from '../../support/seq2seqFixture';

interface Ranked {
  readonly id: number;
  readonly value: number;
}

/** In float64, the lowest id first among equal logits. */
function expected(logits: readonly number[], k: number): Ranked[] {
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return logits
    .map((logit, id) => ({ id, value: logit - largest - Math.log(sum) }))
    .sort((a, b) => b.value - a.value || a.id - b.id)
    .slice(0, k);
}

describe('topLogProbabilities', () => {
  before(async () => {
    await wasmEngine();
  });

  for (const backend of ['wasm', 'cpu']) {
    it(`ranks as sorting does, the lowest id first among equals: ${backend}`, async () => {
      await setBackend(backend);
      const quarters = fc.integer({ min: -20, max: 20 }).map((value) => value / 4);
      fc.assert(
        fc.property(
          fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 })).chain(([size, rows]) =>
            fc.tuple(
              fc.array(fc.array(quarters, { minLength: size, maxLength: size }), {
                minLength: rows,
                maxLength: rows,
              }),
              fc.integer({ min: 1, max: size }),
            ),
          ),
          ([rows, k]) => {
            const before = memory().numTensors;
            const [values, ids] = tidy(() => {
              const { logProbabilities, ids } = topLogProbabilities(tensor2d(rows), k);
              assert.deepEqual(
                [logProbabilities.shape, ids.shape, ids.dtype],
                [[rows.length, k], [rows.length, k], 'int32'],
              );
              return [logProbabilities.dataSync().slice(), ids.dataSync().slice()];
            });
            const ranked = rows.flatMap((row) => expected(row, k));
            assert.deepEqual(
              Array.from(ids),
              ranked.map(({ id }) => id),
            );
            assertClose(
              values,
              ranked.map(({ value }) => value),
              1e-6,
              'log probability',
              1,
            );
            assert.equal(memory().numTensors, before);
          },
        ),
      );
    });

    it(`ranks a large vocabulary the same way every time: ${backend}`, async () => {
      await setBackend(backend);
      const size = 5000;
      const logits = Float32Array.from(
        { length: 3 * size },
        (_, index) => Math.imul(index, 0x9e3779b1) % 997,
      );
      const rank = () =>
        tidy(() => {
          const { logProbabilities, ids } = topLogProbabilities(tensor2d(logits, [3, size]), 12);
          return [logProbabilities.dataSync().slice(), ids.dataSync().slice()];
        });
      const first = rank();
      assert.deepEqual(rank(), first);
      const ids = [0, 1, 2].flatMap((row) =>
        expected(Array.from(logits.subarray(row * size, (row + 1) * size)), 12).map(({ id }) => id),
      );
      assert.deepEqual(Array.from(first[1]!), ids);
    });
  }

  it('tells the log probability of any one column', async () => {
    await setBackend('wasm');
    tidy(() => {
      const logits = tensor2d([
        [1, 2, 4],
        [0, 0, -3],
      ]);
      const found = logProbabilitiesAt(logits, tensor1d([1, 3 + 2], 'int32')).dataSync();
      const wanted = [expected([1, 2, 4], 3)[1]!, expected([0, 0, -3], 3)[2]!];
      assertClose(
        found,
        wanted.map(({ value }) => value),
        1e-6,
      );
    });
    assert.ok(engine().backendName === 'wasm');
  });
});
