import * as tf from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { lstmSequence } from '../../../../src/core/ops/lstmSequence';
import { estimateWork } from '../../../../src/engine/trace/estimateWork';
import { traceStep } from '../../../../src/engine/trace/traceStep';
import { wasmTarget } from '../../../../src/engine/wasm/wasmTarget';
import { wasmEngine } from '../../../support/seq2seqFixture';
import { floats, makeStep } from './traceSupport';

describe('estimateWork', () => {
  before(wasmEngine);

  const work = (shapes: readonly (readonly number[])[], op: (...inputs: tf.Tensor[]) => tf.Tensor) => {
    const feeds = Object.fromEntries(shapes.map((shape, index) => [`x${index}`, floats(...shape)]));
    const step = makeStep(feeds, (tensors) => ({ fetches: { y: op(...Object.values(tensors)) } }));
    return estimateWork(traceStep(step, {}, wasmTarget));
  };

  it('counts a multiplication and an addition for each product of elements', () => {
    const passes = (...sizes: number[]) => 2 * sizes.reduce((sum, size) => sum + size, 0);
    assert.equal(
      work(
        [
          [4, 5],
          [5, 6],
        ],
        (a, b) => tf.matMul(a, b),
      ),
      2 * 4 * 5 * 6 + passes(20, 30, 24),
    );
    assert.equal(
      work(
        [
          [3, 5, 4],
          [3, 5, 6],
        ],
        (a, b) => tf.matMul(a, b, true),
      ),
      2 * 3 * 4 * 5 * 6 + passes(60, 90, 72),
    );
    assert.equal(
      work(
        [
          [3, 4],
          [3, 4],
        ],
        (a, b) => tf.add(a, b),
      ),
      passes(12, 12, 12),
    );
  });

  it('counts the recurrent products of a sequence', () => {
    const [time, batch, units] = [7, 8, 16];
    const total = work(
      [
        [time, batch, 4 * units],
        [units, 4 * units],
        [batch, units],
        [batch, units],
      ],
      (projected, recurrentKernel, h, c) =>
        lstmSequence({
          projected: projected as tf.Tensor3D,
          recurrentKernel: recurrentKernel as tf.Tensor2D,
          h: h as tf.Tensor2D,
          c: c as tf.Tensor2D,
          mask: undefined,
          backward: false,
        }),
    );
    const products = 2 * time * batch * units * 4 * units;
    assert.ok(total > products && total < 1.5 * products, `${total} for products of ${products}`);
  });
});
