import * as tf from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { ConfigInput } from '../../src/core/config/schema';
import type { CompiledStep, Engine } from '../../src/core/step/engine';
import type { Step } from '../../src/core/step/step';
import { zeroFeeds } from '../../src/core/step/zeroFeeds';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import { gradientFeeds, makeApplyStep, makeGradientStep } from '../../src/core/train/accumulatedSteps';
import { updateFeeds } from '../../src/core/train/parameterUpdate';
import { initialTrainingState } from '../../src/core/train/trainingVariables';
import { makeTrainStep } from '../../src/core/train/trainStep';
import { GraphSession } from '../../src/engine/tensorflow/graphSession';
import { trainingConfig } from '../support/seq2seqFixture';
import {
  bitsOf,
  eagerEngine,
  feedsOf,
  graphEngine,
  initialValues,
  nativeTensorFlow,
  smallBatch,
  smallModel,
  smallModels,
  training,
} from './nativeEngines';

const [withDropout] = Object.values(smallModels);
const plain = smallModels['a plain RNN without attention']!;

describe('the engine "tensorflow"', function () {
  this.timeout(120_000);

  for (const [name, input] of Object.entries(smallModels))
    it(`computes what eager TensorFlow does, to 1e-5 over 20 steps: ${name}`, () => {
      const model = smallModel(input);
      const [graph, eager] = [graphEngine(), eagerEngine()].map((engine) => {
        engine.defineVariables(initialValues(model));
        const losses = trainLosses(engine, input, { from: 1, to: 20 });
        engine.dispose();
        return losses;
      });
      assert.ok(graph!.at(-1)! < graph![0]!, 'nothing was learnt');
      graph!.forEach((loss, index) => {
        const difference = Math.abs(loss - eager![index]!);
        assert.ok(difference <= 1e-5, `step ${index + 1}: ${loss} and ${eager![index]!}`);
      });
    });

  for (const [name, input] of Object.entries(smallModels))
    it(`computes the same with loops, and in two parts: ${name}`, () => {
      const model = smallModel(input);
      const [unrolled, ...others] = [{}, { budget: 0 }, { shards: 2, budget: 0 }].map((options) => {
        const engine = graphEngine(options);
        engine.defineVariables(initialValues(model));
        const losses = trainLosses(engine, input, { from: 1, to: 10 });
        engine.dispose();
        return losses;
      });
      for (const losses of others)
        losses.forEach((loss, index) => {
          const difference = Math.abs(loss - unrolled![index]!);
          assert.ok(difference <= 1e-5, `step ${index + 1}: ${loss} and ${unrolled![index]!}`);
        });
    });

  const updateRules: readonly NonNullable<ConfigInput['training']>[] = [
    { optimizer: 'sgd', normalization: 'batch' },
    { optimizer: 'sgd', momentum: 0.9, nesterov: true, weight_decay: 0.1 },
    { optimizer: 'adam', clip_grad_norm: 1, clip_grad_val: 0.02, weight_decay: 0.1 },
    { optimizer: 'adamw', weight_decay: 0.1 },
    { optimizer: 'adadelta' },
    { optimizer: 'adagrad' },
    { optimizer: 'rmsprop', momentum: 0.9 },
  ];
  for (const input of updateRules)
    it(`computes what eager TensorFlow does with ${JSON.stringify(input)} too`, () => {
      const config = trainingConfig(input);
      // The rule is the same whatever it updates.
      const model = smallModel(plain);
      const [graph, eager] = [graphEngine({ shards: 2 }), eagerEngine()].map((engine) => {
        engine.defineVariables(initialValues(model, config));
        const step = engine.compile(makeTrainStep(model, config, smallBatch()));
        for (let update = 1; update <= 5; update++) step.run(feedsOf(smallBatch(), update, true, config));
        const values = engine.readVariables();
        const before = bitsOf(engine);
        step.run(feedsOf(smallBatch(), 6, false, config));
        assert.deepEqual(bitsOf(engine), before);
        engine.dispose();
        return values;
      });
      for (const [name, { values }] of eager!) {
        const ours = graph!.get(name)!.values;
        values.forEach((value, index) => {
          // A fiftieth of the learning rate: rules that divide by a root turn tiny gradients into whole steps. RMSprop's
          // velocity is told in learning rates.
          const allowed = (name.startsWith('rmsprop.velocity') ? 0.02 : 1e-4) * Math.max(1, Math.abs(value));
          assert.ok(
            Math.abs(value - ours[index]!) < allowed,
            `${name}[${index}]: ${ours[index]!} and ${value}`,
          );
        });
      }
    });

  it('computes what eager TensorFlow does with summed gradients, smoothed labels and moving averages', () => {
    const config = trainingConfig({
      optimizer: 'sgd',
      momentum: 0.9,
      clip_grad_norm: 1,
      batch_multiplier: 2,
      label_smoothing: 0.1,
      moving_average_decay: 0.5,
    });
    const model = smallModel(withDropout!);
    const [graph, eager] = [graphEngine({ shards: 2 }), eagerEngine()].map((engine) => {
      const initial = initialTrainingState(model, config, initializeParameters(model.parameters, 1));
      engine.defineVariables(initial);
      const batches = [smallBatch(), smallBatch(5)];
      const gradients = batches.map((batch) => engine.compile(makeGradientStep(model, config, batch)));
      const apply = engine.compile(makeApplyStep(model, config));
      for (const step of [...gradients, apply]) step.run(zeroFeeds(step.feeds));
      assert.deepEqual(engine.readVariables(), initial);
      for (let update = 1; update <= 5; update++) {
        gradients.forEach((step, index) =>
          step.run(gradientFeeds(batches[index]!, { seed: 1, draw: 2 * update + index, divisor: 60 })),
        );
        apply.run(updateFeeds(config, { learningRate: 0.1, update, apply: true }));
      }
      const values = engine.readVariables();
      engine.dispose();
      return values;
    });
    for (const [name, { values }] of eager!)
      values.forEach((value, index) => {
        const ours = graph!.get(name)!.values[index]!;
        assert.ok(Math.abs(value - ours) < 1e-5, `${name}[${index}]: ${ours} and ${value}`);
      });
  });

  it('draws the inputs that eager TensorFlow draws with scheduled sampling, with loops too', () => {
    const config = trainingConfig({
      optimizer: 'sgd',
      scheduled_sampling_type: 'constant',
      scheduled_sampling_read_probability: 0.5,
    });
    const model = smallModel(withDropout!);
    const engines = [eagerEngine(), graphEngine({ shards: 2 }), graphEngine({ budget: 0 })];
    const [eager, ...graphs] = engines.map((engine) => {
      engine.defineVariables(initialValues(model, config));
      const step = engine.compile(makeTrainStep(model, config, smallBatch()));
      for (let update = 1; update <= 5; update++) step.run(feedsOf(smallBatch(), update, true, config));
      const values = engine.readVariables();
      engine.dispose();
      return values;
    });
    for (const graph of graphs)
      for (const [name, { values }] of eager!)
        values.forEach((value, index) => {
          const ours = graph.get(name)!.values[index]!;
          assert.ok(Math.abs(value - ours) < 1e-5, `${name}[${index}]: ${ours} and ${value}`);
        });
  });

  it('goes on after a stop as if there had been none, bit for bit @slow', () => {
    const model = smallModel(withDropout!);
    const through = graphEngine({ shards: 2 });
    through.defineVariables(initialValues(model));
    trainLosses(through, withDropout!, { from: 1, to: 20 });
    const before = graphEngine({ shards: 2 });
    before.defineVariables(initialValues(model));
    trainLosses(before, withDropout!, { from: 1, to: 9 });
    const after = graphEngine({ shards: 2 });
    after.defineVariables(before.readVariables());
    trainLosses(after, withDropout!, { from: 10, to: 20 });
    assert.deepEqual(bitsOf(after), bitsOf(through));
    for (const engine of [through, before, after]) engine.dispose();
  });

  it('draws other dropout masks in every step, and the same ones for the same step', () => {
    const model = smallModel(withDropout!);
    const engine = graphEngine();
    engine.defineVariables(initialValues(model));
    const step = engine.compile(makeTrainStep(model, training, smallBatch()));
    const loss = (update: number) => step.run(feedsOf(smallBatch(), update, false)).fetches['loss_sum']![0]!;
    const [first, second, again] = [loss(1), loss(2), loss(1)];
    assert.notEqual(first, second);
    assert.equal(first, again);
    engine.dispose();
  });

  it('changes nothing in a run without `apply`, bit for bit', () => {
    const model = smallModel(withDropout!);
    const engine = graphEngine();
    engine.defineVariables(initialValues(model));
    trainLosses(engine, withDropout!, { from: 1, to: 3 });
    const before = bitsOf(engine);
    const step = engine.compile(makeTrainStep(model, training, smallBatch()));
    for (const feeds of [feedsOf(smallBatch(), 4, false), zeroFeeds(step.feeds)]) {
      const { fetches } = step.run(feeds);
      assert.equal(fetches['applied']![0], 0);
      assert.deepEqual(bitsOf(engine), before);
    }
    step.run(feedsOf(smallBatch(), 4, true));
    assert.notDeepEqual(bitsOf(engine), before);
    engine.dispose();
  });

  it('keeps all values when a gradient is not finite', () => {
    const model = smallModel(withDropout!);
    const engine = graphEngine();
    const values = initialValues(model);
    const [name, first] = [...values][0]!;
    values.set(name, { ...first, values: first.values.with(50, NaN) });
    engine.defineVariables(values);
    const before = bitsOf(engine);
    const step = engine.compile(makeTrainStep(model, training, smallBatch()));
    const { fetches } = step.run(feedsOf({ ...smallBatch(), sourceIds: smallBatch().sourceIds.fill(6) }, 1));
    assert.equal(fetches['applied']![0], 0);
    assert.deepEqual(bitsOf(engine), before);
    engine.dispose();
  });

  it('keeps the number of tensors and the memory flat over 1,000 steps', () => {
    const model = smallModel(withDropout!);
    const engine = graphEngine();
    engine.defineVariables(initialValues(model));
    const step = engine.compile(makeTrainStep(model, training, smallBatch(4)));
    const run = (from: number, to: number) => {
      for (let update = from; update <= to; update++) step.run(feedsOf(smallBatch(4), update));
    };
    run(1, 200);
    const { tensors, bytes } = engine.memory();
    const residentBytes = process.memoryUsage().rss;
    run(201, 1200);
    assert.deepEqual(engine.memory(), { tensors, bytes });
    const growth = (process.memoryUsage().rss - residentBytes) / 2 ** 20;
    assert.ok(growth < 30, `${growth.toFixed(1)} MB more after 1,000 steps`);
    engine.dispose();
  });

  describe('with small steps', () => {
    let engine: Engine;

    beforeEach(() => {
      engine = graphEngine();
      engine.defineVariables(
        new Map([
          ['a', { shape: [2], values: Float32Array.of(1, 2) }],
          ['b', { shape: [], values: Float32Array.of(10) }],
        ]),
      );
    });
    afterEach(() => {
      engine.dispose();
    });

    const addToA = (amount: number): Step => ({
      name: 'add to a',
      feeds: {},
      body: ({ a }) => ({ updates: { a: tf.add(a!, amount) }, fetches: {} }),
    });
    const fetchBoth: Step = {
      name: 'fetch',
      feeds: {},
      body: ({ a, b }) => ({ fetches: { sum: tf.add(a!, b!), a: a! } }),
    };

    it('carries values between steps compiled before and after the first run', () => {
      const add = engine.compile(addToA(1));
      add.run({});
      const fetch = engine.compile(fetchBoth);
      assert.deepEqual(fetch.run({}).fetches, { sum: Float32Array.of(12, 13), a: Float32Array.of(2, 3) });
      add.run({});
      const later = engine.compile(addToA(100));
      later.run({});
      assert.deepEqual([...fetch.run({}).fetches['a']!], [103, 104]);
      add.run({});
      assert.deepEqual([...engine.readVariables().get('a')!.values], [104, 105]);
    });

    it('keeps the values of a session whose steps have all been disposed', () => {
      const add = engine.compile(addToA(1));
      add.run({});
      add.dispose();
      assert.deepEqual([...engine.readVariables().get('a')!.values], [2, 3]);
      add.dispose();
      assert.deepEqual([...engine.compile(fetchBoth).run({}).fetches['sum']!], [12, 13]);
    });

    it('fetches the values that the step saw, not those that it leaves', () => {
      const swap: Step = {
        name: 'swap',
        feeds: { next: { shape: [2], dtype: 'float32' } },
        body: ({ a }, { next }) => ({ updates: { a: next! }, fetches: { before: a! } }),
      };
      const step = engine.compile(swap);
      const values = [1, 2, 3, 4, 5].map((n) => Float32Array.of(n, -n));
      let before = [1, 2];
      for (const next of values) {
        assert.deepEqual([...step.run({ next }).fetches['before']!], before);
        before = [...next];
      }
      assert.deepEqual([...engine.readVariables().get('a')!.values], before);
    });

    it('takes written values, and other variables in the place of the first', () => {
      const fetch = engine.compile(fetchBoth);
      fetch.run({});
      engine.writeVariables(new Map([['b', { shape: [], values: Float32Array.of(-1) }]]));
      assert.deepEqual([...fetch.run({}).fetches['sum']!], [0, 1]);
      engine.defineVariables(
        new Map([
          ['b', { shape: [], values: Float32Array.of(5) }],
          ['a', { shape: [3], values: Float32Array.of(1, 2, 3) }],
        ]),
      );
      assert.deepEqual([...fetch.run({}).fetches['sum']!], [6, 7, 8]);
      assert.deepEqual([...engine.readVariables().keys()], ['b', 'a']);
    });

    it('refuses values that do not fit', () => {
      const value = { shape: [3], values: new Float32Array(3) };
      assert.throws(() => {
        engine.writeVariables(new Map([['a', value]]));
      }, /Variable "a" has shape \[2\], not \[3\]/);
      assert.throws(() => {
        engine.writeVariables(new Map([['c', value]]));
      }, /There is no variable "c"/);
      assert.throws(() => {
        engine.defineVariables(new Map([['a', { ...value, shape: [2, 2] }]]));
      }, /Variable "a" of shape \[2, 2\] has 3 values, not 4/);
    });

    it('keeps tensors between runs, whatever step and session they come from, until they are disposed', () => {
      const step: Step = {
        name: 'double',
        feeds: { x: { shape: [2], dtype: 'float32' } },
        body: ({ a }, { x }) => ({ kept: { x: tf.mul(x!, 2), a: a! }, fetches: { x: x! } }),
      };
      const first = engine.compile(step);
      const { tensors } = engine.memory();
      const one = first.run({ x: Float32Array.of(1, 2) }).kept;
      engine.compile(addToA(1)).run({});
      const second = engine.compile(step);
      const two = second.run({ x: one['x']! });
      assert.deepEqual([...two.fetches['x']!], [2, 4]);
      assert.deepEqual([...first.run({ x: one['a']! }).fetches['x']!], [1, 2], 'a as it was');
      assert.equal(engine.memory().tensors, tensors + 6);
      const { bytes } = engine.memory();
      one['x']!.dispose();
      one['x']!.dispose();
      assert.equal(engine.memory().bytes, bytes - 8);
      assert.throws(() => first.run({ x: one['x']! }), /Feed "x" of step "double" has been disposed/);
    });

    it('says what is wrong with a feed', () => {
      const step: CompiledStep = engine.compile({
        name: 'feed',
        feeds: { x: { shape: [2], dtype: 'int32' } },
        body: (_, { x }) => ({ fetches: { x: x! } }),
      });
      assert.throws(() => step.run({}), /Feed "x" of step "feed" is missing/);
      assert.throws(() => step.run({ x: Int32Array.of(1) }), /has 1 values, expected 2/);
      assert.throws(() => step.run({ x: Float32Array.of(1, 2) }), /is float32, expected int32/);
      assert.throws(() => step.run({ x: Int32Array.of(1, 2), y: Int32Array.of(1) }), /no feed "y"/);
    });

    it('leaves no tensor behind when a run fails, and can be run again', () => {
      const step = engine.compile({
        name: 'gather',
        feeds: { ids: { shape: [1], dtype: 'int32' } },
        body: ({ a }, { ids }) => ({ fetches: { row: tf.gather(a!, ids as tf.Tensor1D) } }),
      });
      const { tensors } = engine.memory();
      assert.throws(
        () => step.run({ ids: Int32Array.of(7) }),
        /Native TensorFlow failed in step "gather": .*not in \[0, 2\)/,
      );
      assert.deepEqual([...step.run({ ids: Int32Array.of(1) }).fetches['row']!], [2]);
      assert.equal(engine.memory().tensors, tensors);
    });
  });

  it('leaves no folder behind, be the graph taken or refused', () => {
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('s2s-graph-'));
    const before = folders();
    const { binding } = nativeTensorFlow().backend;
    const graphOf = (operation: string) => ({
      nodes: [{ name: 'nothing', operation, inputs: [], attributes: {} }],
      functions: [],
    });
    new GraphSession(binding, {}, graphOf('NoOp')).dispose();
    assert.throws(() => new GraphSession(binding, {}, graphOf('NoSuchOp')), /NoSuchOp/);
    assert.deepEqual(folders(), before);
  });
});

/** Losses per token of the updates from one to another; batches of two shapes take turns. */
function trainLosses(
  engine: Engine,
  input: Parameters<typeof smallModel>[0],
  { from, to }: { readonly from: number; readonly to: number },
): number[] {
  const model = smallModel(input);
  const batches = [7, 10].map((time, seed) => {
    const batch = smallBatch(time, seed);
    return { batch, step: engine.compile(makeTrainStep(model, training, batch)) };
  });
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const update = from + index;
    const { batch, step } = batches[update % batches.length]!;
    return step.run(feedsOf(batch, update)).fetches['loss_sum']![0]! / batch.targetTokens;
  });
}
