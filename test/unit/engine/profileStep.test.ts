import assert from 'node:assert/strict';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { EagerEngine } from '../../../src/engine/eagerEngine';
import { profileStep } from '../../../src/engine/profileStep';
import { makeModel, representativeModels, vocabularySize } from '../../support/builtModel';
import { randomBatch } from '../../support/seq2seqFixture';

describe('profileStep', () => {
  it('says what every kernel of a step costs, the dearest first', async () => {
    const built = await makeModel(representativeModels['LSTM without attention']);
    const batch = randomBatch({ batchSize: 4, sourceTime: 4, targetTime: 4, vocabularySize, seed: 2 });
    const step = makeTrainStep(built.model, built.training, batch);
    const feeds = trainFeeds(batch, built.training, { learningRate: 0.1, seed: 1, update: 1, apply: false });
    const before = built.engine.memory();

    const costs = profileStep(built.engine, step, feeds, 3);
    const product = costs.find(({ kernel }) => kernel === 'BatchMatMul');
    assert.ok(product !== undefined && product.count >= 3 && product.totalMs > 0);
    assert.ok(costs.every((cost, index) => index === 0 || cost.totalMs <= costs[index - 1]!.totalMs));
    assert.ok(Math.abs(costs.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    assert.deepEqual(built.engine.memory(), before);

    const eager = new EagerEngine({ ...built.engine.info, name: 'eager' }, 'wasm');
    assert.throws(() => profileStep(eager, step, feeds), /engine "eager" runs a step as a whole/);
    built.engine.dispose();
  });
});
