import { tensor3d, type Tensor3D } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { composeMaskedSoftmax, maskedSoftmax } from '../../../src/core/ops/maskedSoftmax';
import { activateBackend } from '../../../src/engine/activateBackend';
import { assertClose, randomTensor, valuesAndGradients } from '../../support/fusedOp';
import { wasmEngine } from '../../support/seq2seqFixture';

describe('maskedSoftmax', () => {
  before(async () => {
    await wasmEngine();
    activateBackend('wasm');
  });

  const run = (scores: Tensor3D, mask: Tensor3D) =>
    valuesAndGradients([scores], () => [maskedSoftmax(scores, mask)]) as [Float32Array, Float32Array];

  it('is the softmax of what the mask leaves, with zero weight and gradient elsewhere', () => {
    const [weights, gradient] = run(tensor3d([[[1, 2, 50, 3]]]), tensor3d([[[1, 1, 0, 1]]]));
    const total = Math.exp(1) + Math.exp(2) + Math.exp(3);
    assertClose(weights, [Math.exp(1) / total, Math.exp(2) / total, 0, Math.exp(3) / total], 1e-6);
    assert.ok(gradient[2] === 0);
    assert.ok(Math.abs(gradient.reduce((sum, value) => sum + value, 0)) < 1e-6, 'gradients sum to 0');
  });

  it('has the gradient of a finite difference', () => {
    const mask = tensor3d([[[1, 0, 1, 1]]]);
    const scores = [0.3, 0.1, -0.7, 1.1];
    const weightsOf = (values: number[]) => run(tensor3d([[values]]), mask)[0];
    const [, gradient] = run(tensor3d([[scores]]), mask);
    const moved = 1e-2;
    // What `valuesAndGradients` weighs the outputs with.
    const outputWeights = valuesAndGradients([mask], () => [mask])[1]!;
    scores.forEach((_, index) => {
      const shifted = (sign: number) => weightsOf(scores.map((s, i) => (i === index ? s + sign * moved : s)));
      const up = shifted(1);
      const down = shifted(-1);
      let slope = 0;
      for (let i = 0; i < 4; i++) slope += (outputWeights[i]! * (up[i]! - down[i]!)) / (2 * moved);
      assert.ok(
        Math.abs(slope - gradient[index]!) < 1e-4,
        `score ${index}: ${gradient[index]!}, not ${slope}`,
      );
    });
  });

  it('equals the composition of tfjs ops, gradient too, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(size, size, size, fc.nat(1000), (batch, steps, sourceTime, seed) => {
        const scores = randomTensor([batch, steps, sourceTime], seed, 5) as Tensor3D;
        const mask = tensor3d(
          Array.from({ length: batch * sourceTime }, (_, i) =>
            Number(i % sourceTime < (seed + Math.floor(i / sourceTime)) % (sourceTime + 1)),
          ),
          [batch, 1, sourceTime],
        );
        const composed = valuesAndGradients([scores], () => [composeMaskedSoftmax(scores, mask)]);
        run(scores, mask).forEach((values, index) =>
          assertClose(values, composed[index]!, 2e-6, ['weights', 'gradient'][index], 1e-2),
        );
        scores.dispose();
        mask.dispose();
      }),
      { numRuns: 50 },
    );
  });

  it('gives a row without any token weight 0 everywhere, whatever its scores', () => {
    const [weights, gradient] = run(tensor3d([[[5, -3]], [[1, 1]]]), tensor3d([[[0, 0]], [[1, 1]]]));
    assert.deepEqual([...weights], [0, 0, 0.5, 0.5]);
    assert.ok(gradient[0] === 0 && gradient[1] === 0);
  });
});
