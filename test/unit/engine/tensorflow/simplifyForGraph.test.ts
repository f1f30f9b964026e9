import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import assert from 'node:assert/strict';
import type { NamedTensors } from '../../../../src/core/step/step';
import { tensorFlowTarget } from '../../../../src/engine/tensorflow/tensorFlowTarget';
import { simplifyForGraph } from '../../../../src/engine/tensorflow/simplify/simplifyForGraph';
import { traceStep } from '../../../../src/engine/trace/traceStep';

describe('a program for a TensorFlow graph', () => {
  it('computes the derivative of tanh in one operation', () => {
    const gradient = kernels(({ x, y }) => tf.grad((value: tf.Tensor) => tf.tanh(value))(x!, y));
    assert.deepEqual(gradient, ['Tanh', 'TanhGrad']);
  });

  it('computes the derivative of the logistic function in one operation', () => {
    assert.deepEqual(
      kernels(({ x, y }) => tf.mul(tf.mul(tf.sub(1, x!), x!), y!)),
      ['SigmoidGrad'],
    );
  });

  it('leaves products alone that only look like derivatives', () => {
    assert.deepEqual(
      kernels(({ x, y }) => tf.mul(tf.mul(tf.sub(1, x!), y!), y!)),
      ['Sub', 'Multiply', 'Multiply'],
    );
    assert.deepEqual(
      kernels(({ x, y }) => tf.mul(y!, tf.sub(2, tf.square(x!)))),
      ['Square', 'Sub', 'Multiply'],
    );
    // The row is broadcast over the matrix.
    assert.deepEqual(
      kernels(({ x, row }) => tf.mul(x!, tf.sub(1, tf.square(row!)))),
      ['Square', 'Sub', 'Multiply'],
    );
  });

  it('keeps a derivative that is used twice', () => {
    assert.deepEqual(
      kernels(({ x, y }) => {
        const slope = tf.sub(1, tf.square(x!));
        return tf.add(tf.mul(y!, slope), slope);
      }),
      ['Square', 'Sub', 'Multiply', 'Add'],
    );
  });

  it('does not put together what is taken apart again', () => {
    assert.deepEqual(
      kernels(({ x, y }) => {
        const [first, second] = tf.unstack(tf.stack([x!, y!])) as [tf.Tensor, tf.Tensor];
        return tf.sub(second, first);
      }),
      ['Sub'],
    );
    assert.deepEqual(
      kernels(({ x, y }) => {
        const [first, second] = tf.split(tf.concat([x!, y!], 1), 2, 1) as [tf.Tensor, tf.Tensor];
        return tf.sub(second, first);
      }),
      ['Sub'],
    );
  });

  it('takes apart what was put together in another way', () => {
    assert.deepEqual(
      kernels(({ x, y }) => tf.addN(tf.unstack(tf.stack([x!, y!], 1), 0))),
      ['Pack', 'Unpack', 'AddN'],
    );
    assert.deepEqual(
      kernels(({ x, y }) => {
        const [first, second] = tf.split(tf.concat([x!, y!], 1), [1, 3], 1) as [tf.Tensor, tf.Tensor];
        return tf.matMul(first, tf.slice(second, 0, [2, 2]), true);
      }),
      ['Concat', 'SplitV', 'Slice', 'BatchMatMul'],
    );
  });
});

/** The kernels that are left of a step. */
function kernels(body: (feeds: NamedTensors) => tf.Tensor): string[] {
  const matrix = { shape: [2, 2], dtype: 'float32' } as const;
  const step = {
    name: 'test',
    feeds: { x: matrix, y: matrix, row: { shape: [1, 2], dtype: 'float32' } as const },
    body: (_: NamedTensors, feeds: NamedTensors) => ({ fetches: { result: body(feeds) } }),
  };
  return simplifyForGraph(traceStep(step, {}, tensorFlowTarget(0))).calls.map(({ kernel }) => kernel);
}
