import '@tensorflow/tfjs-backend-cpu';
import {
  abs,
  cast,
  engine,
  gather,
  getKernel,
  matMul,
  memory,
  split,
  sum,
  tanh,
  tensor1d,
  tidy,
  tile,
  unsortedSegmentSum,
  unstack,
  type Tensor,
} from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { activateBackend } from '../../../../src/engine/activateBackend';
import { assertClose, randomTensor } from '../../../support/fusedOp';
import { wasmEngine } from '../../../support/seq2seqFixture';

const size = fc.integer({ min: 1, max: 9 });

/** Sums of these do not cancel, so that a relative tolerance means something. */
function positive(shape: number[], seed: number): Tensor {
  return abs(randomTensor(shape, seed));
}

/** What an op computes on the WebAssembly backend and on tfjs's plain JavaScript one. */
function onBoth(op: () => Tensor | Tensor[]): [Tensor['shape'], Float32Array][][] {
  return ['wasm', 'cpu'].map((backend) => {
    activateBackend(backend);
    const before = memory().numTensors;
    const results = tidy(() =>
      [op()]
        .flat()
        .map((result): [number[], Float32Array] => [result.shape, Float32Array.from(result.dataSync())]),
    );
    assert.equal(memory().numTensors, before, 'tensors leaked');
    return results;
  });
}

function agree(op: () => Tensor | Tensor[], tolerance = 0): void {
  const [actual, expected] = onBoth(op);
  assert.equal(actual!.length, expected!.length);
  actual!.forEach(([shape, values], index) => {
    const [wantedShape, wanted] = expected![index]!;
    assert.deepEqual(shape, wantedShape);
    assertClose(values, wanted, tolerance);
  });
}

describe('kernels of the WebAssembly engine', () => {
  before(async () => {
    await wasmEngine();
    engine().findBackend('cpu');
  });

  it('multiply matrices: every transpose, batched or not, any size', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<number[]>([], [1], [3], [2, 2]),
        fc.tuple(
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 1, max: 40 }),
        ),
        fc.boolean(),
        fc.boolean(),
        (outer, [rows, inner, columns], transposeA, transposeB) => {
          agree(() => {
            const a = positive([...outer, ...(transposeA ? [inner, rows] : [rows, inner])], 1);
            const b = positive([...outer, ...(transposeB ? [columns, inner] : [inner, columns])], 2);
            return matMul(a, b, transposeA, transposeB);
          }, 1e-6);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('multiply matrices whose batches broadcast as tfjs does', () => {
    agree(() => matMul(randomTensor([3, 4, 5], 1), randomTensor([1, 5, 2], 2)), 1e-6);
    agree(() => matMul(randomTensor([2, 4, 5], 1), randomTensor([5, 2], 2)), 1e-6);
  });

  it('refuse matrices that do not fit', () => {
    activateBackend('wasm');
    tidy(() => {
      assert.throws(() => matMul(randomTensor([2, 3], 1), randomTensor([2, 3], 2)), /do not fit/);
    });
  });

  it('compute tanh to a few units in the last place, everywhere', () => {
    activateBackend('wasm');
    const x = Float32Array.from({ length: 4001 }, (_, index) => (index - 2000) / 200);
    const special = Float32Array.of(0, 1e-30, -1e-6, 0.624999, 0.625, 100, -100, Infinity, -Infinity);
    for (const input of [x, special]) {
      const values = tidy(() => tanh(tensor1d(input)).dataSync());
      values.forEach((value, index) => {
        const expected = Math.tanh(input[index]!);
        const deviation = Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-38);
        assert.ok(deviation < 2.5e-7, `tanh(${input[index]!}) is ${value}, off by ${deviation}`);
      });
    }
    assert.ok(Number.isNaN(tidy(() => tanh(tensor1d([NaN])).dataSync()[0]!)));
  });

  it('unstack along any axis', () => {
    fc.assert(
      fc.property(size, size, size, fc.constantFrom(0, 1, 2, -1), (a, b, c, axis) =>
        agree(() => unstack(randomTensor([a, b, c], 1), axis)),
      ),
    );
  });

  it('split matrices into equal or unequal blocks', () => {
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 4 }), (rows, width, parts) =>
        agree(() => split(randomTensor([rows, width * parts], 1), parts, 1)),
      ),
    );
    agree(() => split(randomTensor([4, 5], 1), [2, 3], 1));
    agree(() => split(randomTensor([6, 5], 1), 3, 0));
  });

  it('gather rows of floats and integers, along other axes too', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.array(fc.nat(100), { minLength: 1, maxLength: 12 }),
        (rows, width, picks) => {
          const indices = picks.map((pick) => pick % rows);
          agree(() => gather(randomTensor([rows, width], 1), tensor1d(indices, 'int32')));
          agree(() => gather(cast(randomTensor([rows, width], 1, 50), 'int32'), tensor1d(indices, 'int32')));
        },
      ),
    );
    agree(() => gather(randomTensor([3, 4], 1), tensor1d([3, 0], 'int32'), 1));
  });

  it('refuse to gather a row that is not there', () => {
    activateBackend('wasm');
    tidy(() => {
      const table = randomTensor([4, 2], 1);
      assert.throws(() => gather(table, tensor1d([1, 4], 'int32')), /index 4 is not in \[0, 3\]/);
      assert.throws(() => gather(table, tensor1d([-1], 'int32')), /index -1 is not in \[0, 3\]/);
    });
  });

  it('sum over any axes', () => {
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.constantFrom<number[] | undefined>([0], [0, 1], [1], [2], [0, 2], [0, 1, 2], undefined),
        fc.boolean(),
        (a, b, c, axes, keepDims) => agree(() => sum(positive([a, b, c], 1), axes, keepDims), 1e-6),
      ),
    );
  });

  it('tile single values and tensors', () => {
    agree(() => tile(randomTensor([1, 1], 1), [3, 4]));
    agree(() => tile(randomTensor([2, 3], 1), [2, 1]));
    agree(() => tile(tensor1d([7], 'int32'), [5]));
    agree(() => tile(tensor1d([true], 'bool'), [5]));
  });

  it('sum rows by segment', () => {
    fc.assert(
      fc.property(size, size, size, (rows, width, segments) =>
        agree(() => {
          const ids = Array.from({ length: rows }, (_, row) => (row * 5) % segments);
          return unsortedSegmentSum(positive([rows, width], 1), tensor1d(ids, 'int32'), segments);
        }, 1e-6),
      ),
    );
  });

  it('have the setup of the kernels that they replace', () => {
    assert.equal(typeof getKernel('BatchMatMul', 'wasm').setupFunc, 'function');
  });
});
