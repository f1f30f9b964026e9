import * as tf from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { buildModel } from '../../../../src/core/model/buildModel';
import type { Engine, TypedValues, VariableValue } from '../../../../src/core/step/engine';
import type { NamedTensors, Step } from '../../../../src/core/step/step';
import { batchFeeds } from '../../../../src/core/model/batchSpecs';
import { makeEvaluateStep } from '../../../../src/core/train/evaluateStep';
import { initialVariables } from '../../../../src/core/train/trainingVariables';
import { makeTrainStep, trainFeeds } from '../../../../src/core/train/trainStep';
import { createCopiesEngine } from '../../../../src/engine/wasm/createCopiesEngine';
import {
  modelConfig,
  randomBatch,
  randomNumbers,
  trainingConfig,
  wasmEngine,
  wasmFolder,
} from '../../../support/seq2seqFixture';

const copies = 3;
const shapes = { x: [2, 3], y: [3], z: [4, 2, 3], table: [5, 2] };
const feeds = { shared: Float32Array.of(0.3, -1, 2), rows: Int32Array.of(4, 0, 4) };
const feedSpecs = {
  shared: { shape: [3], dtype: 'float32' },
  rows: { shape: [3], dtype: 'int32' },
} as const;

type Body = (
  variables: Readonly<Record<keyof typeof shapes | 'shared', tf.Tensor>>,
  rows: tf.Tensor1D,
) => tf.Tensor;
const slope = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor =>
  tf.grad((z: tf.Tensor) => tf.sum(tf.square(f(z))))(x);

/** What must be the same for all copies at once and one after the other. */
const bodies: Readonly<Record<string, Body>> = {
  'a row added to a matrix': ({ x, y }) => tf.add(x, y),
  'a shared row times a matrix': ({ x, shared }) => tf.mul(shared, x),
  'tensors of three ranks': ({ x, y, z }) => tf.sub(tf.mul(z, x), y),
  'a matrix product': ({ x, z }) => tf.matMul(tf.reshape(z, [8, 3]), x, false, true),
  'products by many matrices': ({ x, z }) => tf.matMul(z, tf.expandDims(x, 0), false, true),
  'a product with what all share': ({ x, shared }) => tf.matMul(x, tf.reshape(shared, [3, 1])),
  'a choice': ({ x, y }) => tf.where(tf.less(x, y), x, tf.zerosLike(x)),
  'sums over any axes': ({ z }) =>
    tf.concat([tf.sum(z, 1), tf.sum(z, [0, -1]), tf.sum(z)].map((sum) => tf.reshape(sum, [-1]))),
  'means and extremes': ({ z }) =>
    tf.stack([tf.mean(z, 0), tf.max(z, 0), tf.reshape(tf.min(z, [0], true), [2, 3])]),
  'the place of the largest': ({ z }) => tf.cast(tf.argMax(z, 1), 'float32'),
  'a softmax': ({ z }) => tf.softmax(z),
  'its gradient': ({ z }) => slope((t) => tf.logSoftmax(t), z),
  'a transposition': ({ z }) => tf.transpose(z, [2, 0, 1]),
  'slices, padding and joins': ({ x, z }) => {
    const parts = tf.pad(tf.slice(z, [1, 0, 1], [2, -1, 2]), [
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
    const row = tf.slice(x, [1, 0], [1, 3]);
    return tf.concat([parts, tf.stack([tf.zerosLike(row), row])], -2);
  },
  'parts put together otherwise': ({ z }) => tf.concat(tf.split(z, [1, 2], -1).reverse(), 2),
  'unstacked steps': ({ z }) =>
    tf.stack(
      tf.unstack(z, 1).map((step) => tf.tanh(step)),
      2,
    ),
  'tiles and reversals': ({ x }) => tf.reverse(tf.tile(x, [2, 1]), -1),
  'running sums': ({ z }) => tf.cumsum(z, 1),
  'rows of a table': ({ table }, rows) => tf.gather(table, rows),
  'columns of a table': ({ x }, rows) => tf.gather(x, tf.minimum(rows, tf.scalar(2, 'int32')), 1),
  'the gradient of rows': ({ table }, rows) => slope((t) => tf.gather(t, rows), table),
  'one-hot rows': ({ x }) => tf.oneHot(tf.argMax<tf.Tensor1D>(x, 1), 3),
  'rows by numbers of each copy': ({ table, x }) => tf.gather(table, tf.argMax(x, 1)),
  'an op that has no rule': ({ x }) => tf.stridedSlice(x, [0, 2], [2, -4], [1, -1]),
  'what depends on no variable': ({ shared }) => tf.square(shared),
};

describe('a program for many copies of its variables', () => {
  let together: Engine;
  let alone: Engine;

  before(async () => {
    together = await createCopiesEngine(wasmFolder, copies);
    alone = await wasmEngine();
  });
  after(() => {
    together.dispose();
    alone.dispose();
  });

  /** What a step fetches from each copy alone, one after the other. */
  function oneByOne(
    each: readonly ReadonlyMap<string, VariableValue>[],
    step: Step,
    given: Readonly<Record<string, TypedValues>>,
  ): Record<string, number[]> {
    const results = each.map((variables) => {
      alone.defineVariables(variables);
      return alone.compile(step).run(given).fetches;
    });
    return Object.fromEntries(
      Object.keys(results[0]!).map((name) => [
        name,
        results.flatMap((fetches) => Array.from(fetches[name]!)),
      ]),
    );
  }

  for (const [name, body] of Object.entries(bodies))
    it(`computes for all at once what each computes alone: ${name}`, () => {
      const step: Step = {
        name: 'test',
        feeds: feedSpecs,
        body: (variables: NamedTensors, { shared, rows }) => ({
          fetches: { y: body({ ...variables, shared } as Parameters<Body>[0], rows as tf.Tensor1D) },
        }),
      };
      const random = randomNumbers(7);
      const each = Array.from(
        { length: copies },
        () =>
          new Map(
            Object.entries(shapes).map(([key, shape]) => {
              const size = tf.util.sizeFromShape(shape);
              return [key, { shape, values: Float32Array.from({ length: size }, () => 2 * random() - 1) }];
            }),
          ),
      );
      together.defineVariables(stacked(each));
      const compiled = together.compile(step);
      assertNear(compiled.run(feeds).fetches, oneByOne(each, step, feeds), 1e-6);
      const { tensors } = together.memory();
      compiled.run(feeds);
      assert.equal(together.memory().tensors, tensors, 'tensors leaked');
      compiled.dispose();
    });

  it('trains all at once as each is trained alone, dropout included', () => {
    const small = { hidden_size: 4, embeddings: { embedding_dim: 3 } };
    const model = buildModel(
      modelConfig({
        initializer: 'uniform',
        init_weight: 0.5,
        encoder: { ...small, rnn_type: 'gru', dropout: 0.3 },
        decoder: { ...small, rnn_type: 'gru', attention: 'bahdanau' },
      }),
      { sourceVocabularySize: 9, targetVocabularySize: 9 },
    );
    const training = trainingConfig({ optimizer: 'adam', clip_grad_norm: 0.5 });
    const size = { batchSize: 3, sourceTime: 4, targetTime: 3, vocabularySize: 9, seed: 2 };
    const batch = randomBatch(size);
    const each = Array.from({ length: copies }, (_, seed) => initialVariables(model, training, seed));
    const train = (engine: Engine): void => {
      const step = engine.compile(makeTrainStep(model, training, size));
      for (let update = 1; update <= 5; update++)
        step.run(trainFeeds(batch, training, { learningRate: 0.01, seed: 3, update, apply: true }));
      step.dispose();
    };
    together.defineVariables(stacked(each));
    train(together);
    const evaluate = makeEvaluateStep(model, size);
    const { fetches } = together.compile(evaluate).run(batchFeeds(batch));
    const trained = each.map((variables) => {
      alone.defineVariables(variables);
      train(alone);
      return alone.readVariables();
    });
    assertNear(fetches, oneByOne(trained, evaluate, batchFeeds(batch)), 1e-4);
  });

  it('refuses variables without the axis of copies', () => {
    together.defineVariables(new Map([['x', { shape: [2, 3], values: new Float32Array(6) }]]));
    const step: Step = { name: 'test', feeds: {}, body: ({ x }) => ({ fetches: { x: x! } }) };
    assert.throws(() => together.compile(step).run({}), /"x" of shape \[2, 3\] has no axis of 3 copies/);
  });
});

function stacked(each: readonly ReadonlyMap<string, VariableValue>[]): Map<string, VariableValue> {
  return new Map(
    [...each[0]!].map(([name, { shape }]) => [
      name,
      {
        shape: [each.length, ...shape],
        values: Float32Array.from(each.flatMap((variables) => Array.from(variables.get(name)!.values))),
      },
    ]),
  );
}

function assertNear(
  results: Readonly<Record<string, ArrayLike<number>>>,
  expected: Readonly<Record<string, readonly number[]>>,
  tolerance: number,
): void {
  assert.deepEqual(Object.keys(results), Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    assert.equal(results[name]?.length, values.length, name);
    values.forEach((value, index) => {
      const distance = Math.abs(results[name]![index]! - value);
      assert.ok(distance <= tolerance, `${name}[${index}]: ${results[name]![index]!} instead of ${value}`);
    });
  }
}
