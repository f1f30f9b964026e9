import '@tensorflow/tfjs-backend-cpu';
import {
  abs,
  add,
  argMax,
  backend,
  cast,
  concat,
  engine,
  floor,
  gather,
  getKernel,
  greater,
  greaterEqual,
  less,
  matMul,
  memory,
  mul,
  pad3d,
  slice,
  split,
  stack,
  sub,
  sum,
  tanh,
  tensor1d,
  tidy,
  tile,
  transpose,
  unsortedSegmentSum,
  unstack,
  zeros,
  type Tensor,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { activateBackend } from '../../../../src/engine/activateBackend';
import { assertClose, randomTensor } from '../../../support/fusedOp';
import { describeBuilds } from './kernelSupport';

type Paddings = Parameters<typeof pad3d>[1];

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

describeBuilds('kernels that replace those of tfjs-backend-wasm', () => {
  before(() => engine().findBackend('cpu'));

  it('refuse matrices that do not fit', () => {
    activateBackend('wasm');
    tidy(() => {
      assert.throws(() => matMul(randomTensor([2, 3], 1), randomTensor([2, 3], 2)), /do not fit/);
    });
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

  it('slice, pad, join and stack along any axis', () => {
    fc.assert(
      fc.property(
        fc.tuple(size, size, size),
        fc.nat(2),
        fc.nat(8),
        fc.nat(8),
        (shape, axis, from, length) => {
          const begin = from % shape[axis]!;
          const kept = Math.max(1, length % (shape[axis]! - begin + 1));
          const only = (value: number, others: number[]) =>
            others.map((other, at) => (at === axis ? value : other));
          const x = () => randomTensor(shape, 1) as Tensor3D;
          agree(() => slice(x(), only(begin, [0, 0, 0]), only(kept, shape)));
          agree(() =>
            slice(
              x(),
              [0, 0, 0],
              shape.map((extent) => Math.max(1, extent - 1)),
            ),
          );
          agree(() => cast(slice(greater(x(), 0), only(begin, [0, 0, 0]), only(kept, shape)), 'int32'));
          agree(() =>
            pad3d(x(), [0, 1, 2].map((at) => (at === axis ? [from, length] : [0, 0])) as Paddings, 1.5),
          );
          agree(() =>
            pad3d(x(), [
              [1, 0],
              [0, 2],
              [1, 1],
            ]),
          );
          agree(() => concat([x(), randomTensor(only(from + 1, shape), 2), x()], axis));
          agree(() => stack([x(), randomTensor(shape, 2)], axis));
          agree(() => cast(stack([greater(x(), 0), greater(x(), 0)], axis), 'int32'));
        },
      ),
      { numRuns: 25 },
    );
    agree(() => concat([zeros([2, 0]), randomTensor([2, 3], 1)], 1));
  });

  it('transpose in every way', () => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    fc.assert(
      fc.property(fc.tuple(size, size, size), fc.constantFrom(...orders), (shape, order) => {
        agree(() => transpose(randomTensor(shape, 1), order));
        agree(() => transpose(cast(randomTensor(shape, 1, 50), 'int32'), order));
        agree(() => cast(transpose(greater(randomTensor(shape, 1), 0), order), 'int32'));
      }),
      { numRuns: 40 },
    );
    agree(() => transpose(randomTensor([2, 3, 1, 4, 5], 1), [2, 3, 4, 0, 1]));
  });

  it('add, subtract, multiply and compare whatever broadcasts', () => {
    const pairs: [number[], number[]][] = [
      [[], []],
      [[7], []],
      [[], [5]],
      [[3, 5], [5]],
      [
        [3, 5],
        [3, 1],
      ],
      [
        [6, 1],
        [1, 9],
      ],
      [
        [2, 3, 5],
        [2, 1, 5],
      ],
      [
        [4, 1, 6],
        [4, 3, 6],
      ],
      [
        [2, 3, 4, 5],
        [3, 1, 5],
      ],
      [
        [2, 1, 4, 1],
        [1, 3, 1, 5],
      ],
      [[3, 0], [1]],
      [
        [65, 7],
        [65, 7],
      ],
    ];
    for (const [aShape, bShape] of pairs) {
      const a = () => randomTensor(aShape, 1);
      const b = () => randomTensor(bShape, 2);
      for (const op of [add, sub, mul]) agree(() => op(a(), b()));
      const integer = (tensor: Tensor) => cast(mul(tensor, 3), 'int32');
      for (const compare of [less, greaterEqual]) {
        agree(() => cast(compare(a(), b()), 'int32'));
        agree(() => cast(compare(integer(a()), integer(b())), 'int32'));
      }
      agree(() => add(integer(a()), integer(b())));
    }
    agree(() => cast(less(tensor1d([NaN, 1, NaN, 0, 2]), 1.5), 'int32'));
  });

  it('find the place of the largest of a row, the first of several', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 70 }), (rows, length) =>
        agree(() => argMax(floor(randomTensor([rows, length], length, 4)), -1)),
      ),
      { numRuns: 40 },
    );
    agree(() => argMax(randomTensor([4, 5, 3], 1), 1));
    // Enough for whole vectors, their fours, and what is left; the largest at every place, and twice.
    const length = 39;
    for (let place = 0; place < length; place++)
      agree(() =>
        argMax(tensor1d(Array.from({ length }, (_, at) => (at === place || at === length - 1 ? 3 : -at)))),
      );
  });

  it('find the place of the largest of a row with NaN and infinities where tfjs does', () => {
    for (const special of [NaN, Infinity, -Infinity])
      for (const length of [1, 3, 5, 18, 39]) {
        agree(() => argMax(tensor1d(Array<number>(length).fill(special))));
        for (const at of [0, 1, 2, 17, 38].filter((one) => one < length))
          agree(() =>
            argMax(tensor1d(Array.from({ length }, (_, i) => (i === at ? special : (i * 7) % 11)))),
          );
      }
  });

  it('sum rows of integers by segment, and leave out segments that there are not', () => {
    agree(() => unsortedSegmentSum(tensor1d([1, 2, 3], 'int32'), tensor1d([1, 1, 0], 'int32'), 3));
    const sums = tidy(() => {
      activateBackend('wasm');
      return unsortedSegmentSum(tensor1d([1, 2, 4]), tensor1d([-1, 1, 7], 'int32'), 2).arraySync();
    });
    assert.deepEqual(sums, [0, 2]);
  });

  it('say that there is no memory left, before a size wraps', () => {
    activateBackend('wasm');
    for (const length of [2 ** 30, 2 ** 33]) {
      const before = memory().numTensors;
      tidy(() => assert.throws(() => tile(tensor1d([1]), [length]), /no memory left for another \d+ MB/));
      assert.equal(memory().numTensors, before);
    }
  });

  it('need no more memory the longer they run', () => {
    activateBackend('wasm');
    const { wasm } = backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
    const work = () =>
      tidy(() => {
        const x = randomTensor([64, 100], 1);
        return sum(matMul(transpose(tanh(x)), concat([x, slice(x, [0, 1])], 1))).dataSync();
      });
    work();
    const bytes = wasm.HEAPU8.byteLength;
    for (let i = 0; i < 200; i++) work();
    assert.equal(wasm.HEAPU8.byteLength, bytes);
  });

  it('have the setup of the kernels that they replace', () => {
    assert.equal(typeof getKernel('BatchMatMul', 'wasm').setupFunc, 'function');
  });
});
