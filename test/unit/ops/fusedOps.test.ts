import fc from 'fast-check';
import { memory, tensor1d, tensor2d, type Tensor2D } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { fusedOps } from '../../../src/core/ops/fusedOps';
import { composeGruGates, gruGates } from '../../../src/core/ops/gruGates';
import { hasKernel } from '../../../src/core/ops/hasKernel';
import { composeLstmGates, lstmGates } from '../../../src/core/ops/lstmGates';
import { composeTokenCrossEntropy, tokenCrossEntropy } from '../../../src/core/ops/tokenCrossEntropy';
import { activateBackend } from '../../../src/engine/activateBackend';
import { assertClose, randomTensor, valuesAndGradients } from '../../support/fusedOp';
import { wasmEngine } from '../../support/seq2seqFixture';

const tolerance = 3e-6;
const sizes = {
  batch: fc.integer({ min: 1, max: 7 }),
  units: fc.integer({ min: 1, max: 13 }),
  seed: fc.nat(1000),
};

describe('fused ops on the WebAssembly backend', () => {
  let tensors: number;

  before(async () => {
    await wasmEngine();
    activateBackend('wasm');
  });
  beforeEach(() => {
    tensors = memory().numTensors;
  });
  afterEach(() => {
    assert.equal(memory().numTensors, tensors, 'tensors leaked');
  });

  it('are there, so that these tests compare something', () => {
    assert.deepEqual(
      [...fusedOps.keys()].filter((kernel) => !hasKernel(kernel)),
      [],
    );
  });

  it('an LSTM step equals the composition of tfjs ops, gradients too, on any size', () => {
    fc.assert(
      fc.property(fc.record(sizes), ({ batch, units, seed }) => {
        const projected = randomTensor([batch, 4 * units], seed, 4) as Tensor2D;
        const recurrent = randomTensor([batch, 4 * units], seed + 1) as Tensor2D;
        const c = randomTensor([batch, units], seed + 2) as Tensor2D;
        const run = (op: typeof lstmGates) =>
          valuesAndGradients([projected, recurrent, c], () => {
            const next = op({ projected, recurrent, c });
            return [next.h, next.c];
          });
        compareAll(run(lstmGates), run(composeLstmGates));
        for (const one of [projected, recurrent, c]) one.dispose();
      }),
      { numRuns: 40 },
    );
  });

  it('a GRU step equals the composition of tfjs ops, gradients too, on any size', () => {
    fc.assert(
      fc.property(fc.record(sizes), ({ batch, units, seed }) => {
        const projected = randomTensor([batch, 3 * units], seed, 4) as Tensor2D;
        const recurrent = randomTensor([batch, 3 * units], seed + 1) as Tensor2D;
        const h = randomTensor([batch, units], seed + 2) as Tensor2D;
        const run = (op: typeof gruGates) =>
          valuesAndGradients([projected, recurrent, h], () => [op({ projected, recurrent, h })]);
        compareAll(run(gruGates), run(composeGruGates));
        for (const one of [projected, recurrent, h]) one.dispose();
      }),
      { numRuns: 40 },
    );
  });

  it('the cross-entropy of tokens equals the composition of tfjs ops, gradients too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 2, max: 17 }),
        fc.nat(1000),
        fc.constantFrom(0.1, 5, 60),
        (positions, vocabulary, seed, scale) => {
          const logits = randomTensor([positions, vocabulary], seed, scale) as Tensor2D;
          const labels = tensor1d(
            Array.from({ length: positions }, (_, index) => (index * 7 + seed) % vocabulary),
            'int32',
          );
          const run = (op: typeof tokenCrossEntropy) =>
            valuesAndGradients([logits], () => [op(logits, labels)]);
          const [losses, gradient] = run(tokenCrossEntropy);
          const [expected, expectedGradient] = run(composeTokenCrossEntropy);
          // −log p and p − 1 have the rounding error of p, which is near 1 where both are small.
          assertClose(losses!, expected!, tolerance, 'loss', 1);
          assertClose(gradient!, expectedGradient!, 1e-5, 'gradient', 1);
          logits.dispose();
          labels.dispose();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('the cross-entropy of a token that is all but impossible is its distance from the likeliest one', () => {
    const logits = tensor2d([[0, 500, -1000]]);
    const labels = tensor1d([2], 'int32');
    const [losses, gradient] = valuesAndGradients([logits], () => [tokenCrossEntropy(logits, labels)]);
    assert.equal(losses![0], 1500);
    assert.ok(gradient!.every((value) => Number.isFinite(value)));
    logits.dispose();
    labels.dispose();
  });

  it('the cross-entropy refuses a label that is not in the vocabulary', () => {
    const logits = tensor2d([[1, 2]]);
    const labels = tensor1d([2], 'int32');
    assert.throws(() => tokenCrossEntropy(logits, labels), /label 2 is not in \[0, 1\]/);
    logits.dispose();
    labels.dispose();
  });
});

function compareAll(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((values, index) =>
    assertClose(values, expected[index]!, tolerance, `output or gradient ${index}`),
  );
}
