import assert from 'node:assert/strict';
import { EngineDecodingModel } from '../../src/core/decode/engineDecodingModel';
import { greedySearch } from '../../src/core/decode/greedySearch';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { Engine } from '../../src/core/step/engine';
import { StepCache } from '../../src/core/step/stepCache';
import { initialSlots } from '../../src/core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../src/core/train/trainStep';
import { modelConfig, randomBatch, trainingConfig, wasmEngine } from '../support/seq2seqFixture';
import { graphEngine } from './nativeEngines';

const updates = 30;
const small = { hidden_size: 16, dropout: 0.2, embeddings: { embedding_dim: 8 } };
const training = trainingConfig({ clip_grad_norm: 1 });
const model = buildModel(
  modelConfig({ encoder: { ...small, bidirectional: true }, decoder: { ...small, hidden_dropout: 0.2 } }),
  { sourceVocabularySize: 5, targetVocabularySize: 12, sourceFeatureSize: 2, pointsAtSource: true },
);
const batch = randomBatch({
  batchSize: 8,
  sourceTime: 7,
  targetTime: 6,
  vocabularySize: 5,
  featureSize: 2,
  pointsAtSource: true,
  seed: 3,
});

/** Losses of some updates, and what the network then writes greedily. */
function run(engine: Engine) {
  engine.defineVariables(
    new Map([...initializeParameters(model.parameters, 1), ...initialSlots(model.parameters, training)]),
  );
  const step = engine.compile(makeTrainStep(model, training, batch));
  const losses = Array.from({ length: updates }, (_, before) => {
    const feeds = trainFeeds(batch, training, {
      learningRate: 0.01,
      seed: 5,
      update: before + 1,
      apply: true,
    });
    return step.run(feeds).fetches['loss_sum']![0]!;
  });
  const steps = new StepCache(engine);
  const found = greedySearch(new EngineDecodingModel(model, steps), batch, {
    bosId: 2,
    eosId: 3,
    neverIds: [0, 2],
    maxLengths: new Int32Array(batch.batchSize).fill(9),
    prefixIds: [],
    alpha: 0,
    keepAttention: () => true,
  });
  steps.dispose();
  engine.dispose();
  return { losses, ids: found.map((hypothesis) => hypothesis?.ids) };
}

describe('a pointer network on native TensorFlow', function () {
  this.timeout(120_000);

  it('learns and writes what it does on the WebAssembly engine, whole and in shards', async () => {
    const expected = run(await wasmEngine());
    for (const shards of [1, 2]) {
      const { losses, ids } = run(graphEngine({ shards }));
      losses.forEach((loss, index) => {
        const wanted = expected.losses[index]!;
        assert.ok(Math.abs(loss - wanted) <= 1e-3 * wanted, `step ${index + 1}: ${loss}, not ${wanted}`);
      });
      assert.deepEqual(ids, expected.ids);
    }
    assert.ok(expected.losses.at(-1)! < 0.7 * expected.losses[0]!);
  });
});
