import assert from 'node:assert/strict';
import type { ConfigInput } from '../../../src/core/config/schema';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeEvaluateStep } from '../../../src/core/train/evaluateStep';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { makeModel, representativeModels, vocabularySize, type BuiltModel } from '../../support/builtModel';
import { randomBatch } from '../../support/seq2seqFixture';

const batch = randomBatch({ batchSize: 4, sourceTime: 4, targetTime: 4, vocabularySize, seed: 2 });
const plain = representativeModels['LSTM without attention']!;
const dropping = {
  encoder: { ...plain.encoder, dropout: 0.4 },
  decoder: { ...plain.decoder, dropout: 0.4, hidden_dropout: 0.4 },
};
const updateRules: Readonly<Record<string, NonNullable<ConfigInput['training']>>> = {
  Adam: {},
  'Adam with L2 and elements clipped': { weight_decay: 0.1, clip_grad_val: 0.01 },
  AdamW: { optimizer: 'adamw', weight_decay: 0.1 },
  'gradient descent': { optimizer: 'sgd' },
  'momentum and L2': { optimizer: 'sgd', momentum: 0.9, weight_decay: 0.1 },
  'Nesterov momentum': { optimizer: 'sgd', momentum: 0.9, nesterov: true },
  Adadelta: { optimizer: 'adadelta' },
  Adagrad: { optimizer: 'adagrad' },
  RMSprop: { optimizer: 'rmsprop' },
  'RMSprop with momentum': { optimizer: 'rmsprop', momentum: 0.9 },
};
const step = (built: BuiltModel, options: { update?: number; seed?: number; apply?: boolean } = {}) => {
  const { update = 1, seed = 7, apply = true } = options;
  const { fetches } = built.engine
    .compile(makeTrainStep(built.model, built.training, batch))
    .run(trainFeeds(batch, built.training, { learningRate: 0.01, seed, update, apply }));
  return {
    lossSum: fetches['loss_sum']![0]!,
    norm: fetches['gradient_norm']![0]!,
    applied: fetches['applied']![0] === 1,
  };
};

describe('a training step', () => {
  it('learns four pairs by heart', async () => {
    const built = await makeModel(
      {
        encoder: { hidden_size: 24, embeddings: { embedding_dim: 12 } },
        decoder: { hidden_size: 24, embeddings: { embedding_dim: 12 }, attention: 'general' },
      },
      { clip_grad_norm: 1 },
    );
    const compiled = built.engine.compile(makeTrainStep(built.model, built.training, batch));
    let loss = Infinity;
    for (let update = 1; update <= 120; update++) {
      const { fetches } = compiled.run(
        trainFeeds(batch, built.training, { learningRate: 0.02, seed: 1, update, apply: true }),
      );
      loss = fetches['loss_sum']![0]! / batch.targetTokens;
    }
    assert.ok(loss < 0.05, `loss per token is ${loss}`);
    const evaluated = built.engine
      .compile(makeEvaluateStep(built.model, batch))
      .run(batchFeeds(batch)).fetches;
    assert.equal(evaluated['correct_tokens']![0], batch.targetTokens);
    built.engine.dispose();
  });

  for (const [name, model] of Object.entries(representativeModels))
    it(`keeps the number of tensors: ${name}`, async () => {
      const built = await makeModel(model, { clip_grad_norm: 1 });
      const before = built.engine.memory();
      for (let update = 1; update <= 3; update++) step(built, { update });
      assert.deepEqual(built.engine.memory(), before);
      built.engine.dispose();
    });

  for (const [name, training] of Object.entries(updateRules)) {
    it(`keeps every bit of parameters and slots when it is not to be applied: ${name}`, async () => {
      const built = await makeModel(plain, training);
      step(built);
      const before = built.engine.readVariables();
      assert.notDeepEqual(before, built.initial);
      const { tensors } = built.engine.memory();
      assert.equal(step(built, { update: 2, apply: false }).applied, false);
      assert.deepEqual(built.engine.readVariables(), before);
      assert.equal(built.engine.memory().tensors, tensors);
      built.engine.dispose();
    });

    it(`keeps every bit, and says so, when the gradient is not finite: ${name}`, async () => {
      const built = await makeModel(plain, { ...training, clip_grad_norm: 1 });
      const broken = new Map(built.initial);
      const name = 'decoder.output.bias';
      broken.set(name, { shape: [vocabularySize], values: new Float32Array(vocabularySize).fill(NaN) });
      built.engine.writeVariables(broken);
      const { applied, norm } = step(built);
      assert.equal(applied, false);
      assert.ok(!Number.isFinite(norm));
      assert.deepEqual(built.engine.readVariables(), broken);
      built.engine.writeVariables(built.initial);
      assert.equal(step(built).applied, true);
      built.engine.dispose();
    });
  }

  it('leaves frozen embeddings as they are and trains the rest', async () => {
    const built = await makeModel({
      ...plain,
      encoder: { ...plain.encoder, embeddings: { embedding_dim: 5, freeze: true } },
    });
    step(built);
    const after = built.engine.readVariables();
    for (const { name, trainable } of built.model.parameters)
      assert.equal(
        Buffer.from(after.get(name)!.values.buffer).equals(
          Buffer.from(built.initial.get(name)!.values.buffer),
        ),
        !trainable,
        name,
      );
    assert.ok(![...after.keys()].includes('adam.m.encoder.embeddings'));
    built.engine.dispose();
  });

  it('gives a parameter that the loss does not depend on the gradient 0', async () => {
    const built = await makeModel({
      encoder: { hidden_size: 4 },
      decoder: { hidden_size: 4, init_hidden: 'zero' },
    });
    assert.equal(step(built).applied, true);
    const name = 'encoder.layers.0.forward.kernel';
    assert.deepEqual(built.engine.readVariables().get(name), built.initial.get(name));
    built.engine.dispose();
  });
});

describe('dropout of a training step', () => {
  it('draws other masks at another step and with another seed, the same for the same', async () => {
    const built = await makeModel(dropping);
    const loss = (update: number, seed: number) => step(built, { update, seed, apply: false }).lossSum;
    assert.equal(loss(1, 7), loss(1, 7));
    assert.notEqual(loss(2, 7), loss(1, 7));
    assert.notEqual(loss(1, 8), loss(1, 7));
    built.engine.dispose();
  });

  it('is not there in an evaluation', async () => {
    const [dropped, undropped] = await Promise.all([makeModel(dropping), makeModel(plain)]);
    const evaluate = ({ engine, model }: BuiltModel) =>
      engine.compile(makeEvaluateStep(model, batch)).run(batchFeeds(batch)).fetches['loss_sum'];
    assert.deepEqual(evaluate(dropped), evaluate(undropped));
    dropped.engine.dispose();
    undropped.engine.dispose();
  });

  it('keeps the expected value: masks are 0 or 1/(1 − rate)', async () => {
    const built = await makeModel(dropping);
    const losses = Array.from(
      { length: 60 },
      (_, index) => step(built, { update: index + 1, apply: false }).lossSum,
    );
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const without = built.engine.compile(makeEvaluateStep(built.model, batch)).run(batchFeeds(batch)).fetches[
      'loss_sum'
    ]![0]!;
    assert.ok(Math.abs(mean / without - 1) < 0.08, `mean loss ${mean} with dropout, ${without} without`);
    built.engine.dispose();
  });
});
