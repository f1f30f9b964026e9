import assert from 'node:assert/strict';
import fc from 'fast-check';
import { configSchema } from '../../../src/core/config/schema';
import type { Batch } from '../../../src/core/data/batch';
import { buildModel } from '../../../src/core/model/buildModel';
import { initializeParameters } from '../../../src/core/model/initializeParameters';
import { summarizeModel } from '../../../src/core/model/summarizeModel';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeEvaluateStep } from '../../../src/core/train/evaluateStep';
import { initialSlots } from '../../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { assertClose } from '../../support/fusedOp';
import { inShards } from '../../support/inShards';
import { padBatch, reorderRows } from '../../support/batchLayout';
import { modelConfig, randomBatch, trainingConfig, wasmEngine } from '../../support/seq2seqFixture';

const sizes = { batchSize: 4, sourceTime: 5, targetTime: 4 };
const small = { hidden_size: 6, embeddings: { embedding_dim: 5 } };

async function makePointer(dropout = 0) {
  const engine = await wasmEngine();
  const config = modelConfig({
    encoder: { ...small, bidirectional: true, dropout },
    decoder: {
      ...small,
      num_layers: 2,
      residual: true,
      dropout,
      recurrent_dropout: dropout,
      hidden_dropout: dropout,
    },
  });
  const model = buildModel(config, {
    sourceVocabularySize: 5,
    targetVocabularySize: 9,
    sourceFeatureSize: 2,
    pointsAtSource: true,
  });
  const training = trainingConfig({ optimizer: 'sgd', clip_grad_norm: 1 });
  const initial = new Map([
    ...initializeParameters(model.parameters, 3),
    ...initialSlots(model.parameters, training),
  ]);
  engine.defineVariables(initial);
  return { engine, model, training, initial };
}
type Built = Awaited<ReturnType<typeof makePointer>>;

const batchOf = (seed: number): Batch =>
  randomBatch({ ...sizes, vocabularySize: 5, featureSize: 2, pointsAtSource: true, seed });

function losses({ engine, model }: Built, batch: Batch): Float32Array {
  const step = engine.compile(makeEvaluateStep(model, batch));
  const { fetches } = step.run(batchFeeds(batch));
  step.dispose();
  return fetches['token_loss'] as Float32Array;
}

function update({ engine, model, training, initial }: Built, batch: Batch, shards?: number) {
  engine.writeVariables(initial);
  const whole = makeTrainStep(model, training, batch);
  const step = engine.compile(shards === undefined ? whole : inShards(whole, shards));
  step.run(trainFeeds(batch, training, { learningRate: 0.1, seed: 4, update: 1, apply: true }));
  step.dispose();
  return engine.readVariables();
}

describe('a pointer network', () => {
  it('loses the same however much padding there is', async () => {
    const built = await makePointer();
    const { tensors } = built.engine.memory();
    const extra = fc.record({ source: fc.nat(4), target: fc.nat(3), rows: fc.nat(2) });
    fc.assert(
      fc.property(extra, fc.nat(1000), (more, seed) => {
        const batch = batchOf(seed);
        const padded = padBatch(batch, more);
        const expected = losses(built, batch);
        const found = losses(built, padded);
        for (let row = 0; row < padded.batchSize; row++)
          for (let t = 0; t < padded.targetTime; t++) {
            const isToken = row < batch.batchSize && t < batch.targetLengths[row]!;
            const loss = found[row * padded.targetTime + t]!;
            if (isToken) assertClose([loss], [expected[row * batch.targetTime + t]!], 1e-5, 'token loss');
            else assert.equal(loss, 0);
          }
      }),
      { numRuns: 10 },
    );
    assert.equal(built.engine.memory().tensors, tensors, 'tensors leaked');
    built.engine.dispose();
  });

  it('learns the same however much padding there is, dropout included', async () => {
    const built = await makePointer(0.3);
    const batch = batchOf(7);
    const expected = update(built, batch);
    const found = update(built, padBatch(batch, { source: 3, target: 2, rows: 0 }));
    for (const [name, { values }] of expected) assertClose(found.get(name)!.values, values, 2e-6, name);
    built.engine.dispose();
  });

  it('loses the same in any order of the rows', async () => {
    const built = await makePointer();
    const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    fc.assert(
      fc.property(orders, fc.nat(1000), (order, seed) => {
        const batch = batchOf(seed);
        const expected = losses(built, batch);
        const found = losses(built, reorderRows(batch, order));
        const width = sizes.targetTime;
        order.forEach((from, to) => {
          assertClose(
            found.subarray(to * width, (to + 1) * width),
            expected.subarray(from * width, (from + 1) * width),
            1e-6,
          );
        });
      }),
      { numRuns: 6 },
    );
    built.engine.dispose();
  });

  it('learns in shards what it learns as a whole', async () => {
    const built = await makePointer(0.3);
    const batch = batchOf(8);
    const expected = update(built, batch);
    for (const count of [2, 3]) {
      const found = update(built, batch, count);
      for (const [name, { values }] of expected)
        assertClose(found.get(name)!.values, values, 2e-6, `${count} shards: ${name}`);
    }
    built.engine.dispose();
  });

  it('cares for the numbers of its source, not for the order of equal ones', async () => {
    const built = await makePointer();
    const batch = batchOf(9);
    const moved = { ...batch, sourceFeatures: batch.sourceFeatures!.map((value) => value + 0.5) };
    const [a, b] = [losses(built, batch), losses(built, moved)];
    assert.ok(a.some((loss, index) => Math.abs(loss - b[index]!) > 1e-3));
    built.engine.dispose();
  });

  it('has the outputs and parameters that the config says', () => {
    const { model } = configSchema.parse({
      data: { train: 'a', dev: 'b' },
      model: { encoder: small, decoder: small },
    });
    const pointer = buildModel(model, {
      sourceVocabularySize: 5,
      targetVocabularySize: 104,
      sourceFeatureSize: 3,
      pointsAtSource: true,
    });
    assert.equal(pointer.outputSize(7), 11);
    assert.equal(pointer.encodedTime(7), 7);
    const shapes = Object.fromEntries(pointer.parameters.map(({ name, shape }) => [name, shape]));
    assert.deepEqual(shapes['encoder.input.kernel'], [3, 5]);
    assert.deepEqual(shapes['decoder.input.kernel'], [3, 5]);
    assert.deepEqual(shapes['decoder.begin'], [5]);
    assert.deepEqual(shapes['decoder.pointer.end_key'], [6]);
    // However long the source: nothing is as wide as a vocabulary.
    assert.ok(pointer.parameters.every(({ shape }) => !shape.includes(104)));
  });
});

describe('the summary of a pointer network', () => {
  it('has a line for every layer, and counts every parameter once', () => {
    const config = modelConfig({ encoder: { ...small, bidirectional: true }, decoder: small });
    const sizes = {
      sourceVocabularySize: 5,
      targetVocabularySize: 104,
      sourceFeatureSize: 2,
      pointsAtSource: true,
    };
    const layers = summarizeModel(config, sizes);
    assert.deepEqual(
      layers.map(({ name, outputShape }) => `${name} ${outputShape}`),
      [
        'encoder.input [batch, source, 5]',
        'encoder.layers.0 [batch, source, 12]',
        'decoder.bridge [batch, 6]',
        'decoder.input [batch, source, 5]',
        'decoder.begin [batch, 5]',
        'decoder.layers.0 [batch, target, 6]',
        'decoder.pointer [batch, target, end + source]',
      ],
    );
    const counted = layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
    assert.equal(counted, buildModel(config, sizes).parameterCount);
  });
});
