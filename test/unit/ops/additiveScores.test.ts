import '@tensorflow/tfjs-backend-cpu';
import type { Tensor1D, Tensor3D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { additiveScores, composeAdditiveScores } from '../../../src/core/ops/additiveScores';
import { activateBackend } from '../../../src/engine/activateBackend';
import { selectEngine } from '../../../src/engine/selectEngine';
import { assertClose, randomTensor, valuesAndGradients } from '../../support/fusedOp';
import { wasmFolder } from '../../support/wasmFolder';

for (const backend of ['cpu', 'wasm'] as const)
  describe(`additive attention scores, on the backend ${backend}`, () => {
    before(async () => {
      await selectEngine({ preference: backend === 'cpu' ? 'eager' : 'wasm', wasmFolder, threads: 1 });
      activateBackend(backend);
    });

    it('are vᵀtanh(q + k) of every query and key', () => {
      const queries = randomTensor([2, 3, 4], 1) as Tensor3D;
      const keys = randomTensor([2, 5, 4], 2) as Tensor3D;
      const vector = randomTensor([4], 3) as Tensor1D;
      const [q, k, v] = [queries.arraySync(), keys.arraySync(), vector.arraySync()];
      const expected = q.flatMap((steps, row) =>
        steps.flatMap((query) =>
          k[row]!.map((key) =>
            v.reduce((sum, weight, i) => sum + weight * Math.tanh(query[i]! + key[i]!), 0),
          ),
        ),
      );
      const scores = additiveScores(queries, keys, vector);
      assertClose(scores.dataSync(), expected, 1e-6);
      for (const tensor of [queries, keys, vector, scores]) tensor.dispose();
    });

    it('have the gradients that tfjs derives from the composition, whatever the sizes', () => {
      const size = fc.integer({ min: 1, max: 6 });
      fc.assert(
        fc.property(size, size, size, size, fc.nat(1000), (batch, steps, sourceTime, units, seed) => {
          const queries = randomTensor([batch, steps, units], seed) as Tensor3D;
          const keys = randomTensor([batch, sourceTime, units], seed + 1) as Tensor3D;
          const vector = randomTensor([units], seed + 2) as Tensor1D;
          const run = (op: typeof additiveScores) =>
            valuesAndGradients([queries, keys, vector], () => [op(queries, keys, vector)]);
          const expected = run(composeAdditiveScores);
          run(additiveScores).forEach((values, index) =>
            assertClose(values, expected[index]!, 1e-5, `output or gradient ${index}`, 1e-3),
          );
          for (const tensor of [queries, keys, vector]) tensor.dispose();
        }),
        { numRuns: 50 },
      );
    });
  });
