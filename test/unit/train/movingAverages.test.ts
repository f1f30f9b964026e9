import assert from 'node:assert/strict';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeEvaluateStep } from '../../../src/core/train/evaluateStep';
import { averageRate } from '../../../src/core/train/movingAverages';
import { initialTrainingState } from '../../../src/core/train/trainingVariables';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { evaluationBatches } from '../../../src/core/data/batchPlan';
import { makeModel, representativeModels, vocabularySize } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { randomBatch, trainingConfig } from '../../support/seq2seqFixture';
import { collect, lastOf, makeRun, tinyConfig } from './trainingFixture';

const batch = randomBatch({ batchSize: 4, sourceTime: 4, targetTime: 4, vocabularySize, seed: 2 });
const plain = representativeModels['LSTM without attention']!;

describe('moving averages of parameters', () => {
  it('warm up: the decay is at most (1 + t) / (10 + t)', () => {
    const training = trainingConfig({ moving_average_decay: 0.9 });
    assert.ok(Math.abs(averageRate(training, 1) - (1 - 2 / 11)) < 1e-12);
    assert.ok(Math.abs(averageRate(training, 70) - (1 - 71 / 80)) < 1e-12);
    assert.ok(Math.abs(averageRate(training, 1000) - 0.1) < 1e-12);
  });

  it('follow the parameters from their initial values, and change nothing about them', async () => {
    const [averaged, bare] = await Promise.all([
      makeModel(plain, { moving_average_decay: 0.3 }),
      makeModel(plain),
    ]);
    const expected = new Map(
      averaged.model.parameters.map(({ name }) => [
        name,
        Float64Array.from(averaged.initial.get(name)!.values),
      ]),
    );
    for (let update = 1; update <= 4; update++) {
      for (const { engine, model, training } of [averaged, bare])
        engine
          .compile(makeTrainStep(model, training, batch))
          .run(trainFeeds(batch, training, { learningRate: 0.05, seed: 1, update, apply: true }));
      const now = averaged.engine.readVariables();
      for (const [name, average] of expected)
        average.forEach((value, index) => {
          average[index] =
            value + averageRate(averaged.training, update) * (now.get(name)!.values[index]! - value);
        });
    }
    const after = averaged.engine.readVariables();
    for (const [name, average] of expected)
      assertClose(after.get(`average.${name}`)!.values, average, 1e-6, name);
    for (const [name, value] of bare.engine.readVariables()) assert.deepEqual(after.get(name), value);
    averaged.engine.dispose();
    bare.engine.dispose();
  });

  it('keep every bit where an update is not applied', async () => {
    const built = await makeModel(plain, { moving_average_decay: 0.5 });
    const step = built.engine.compile(makeTrainStep(built.model, built.training, batch));
    step.run(trainFeeds(batch, built.training, { learningRate: 0.05, seed: 1, update: 1, apply: true }));
    const before = built.engine.readVariables();
    step.run(trainFeeds(batch, built.training, { learningRate: 0.05, seed: 1, update: 2, apply: false }));
    assert.deepEqual(built.engine.readVariables(), before);
    built.engine.dispose();
  });

  it('are what is validated and what a checkpoint holds as weights; training goes on from the others', async () => {
    const config = tinyConfig({
      updates: 8,
      validation_freq: 4,
      learning_rate: 0.03,
      moving_average_decay: 0.9,
    });
    const run = await makeRun(config);
    const events = await collect(run);
    const { checkpoint } = lastOf(events, 'checkpoint');
    const { point } = lastOf(events, 'validation');
    const plainConfig = tinyConfig({ updates: 8, validation_freq: 4, learning_rate: 0.03 });
    const unaveraged = lastOf(await collect({ ...run, config: plainConfig }), 'checkpoint').checkpoint;

    const lossOf = (weights: typeof checkpoint.weights): number => {
      run.engine.defineVariables(initialTrainingState(run.model, plainConfig.training, weights));
      const batches = evaluationBatches(run.devExamples, run.codecs, { batchSize: 8, bucketWidth: 4 });
      const sums = batches.map((one) => {
        const { fetches } = run.engine.compile(makeEvaluateStep(run.model, one)).run(batchFeeds(one));
        return [fetches['loss_sum']![0]!, one.targetTokens] as const;
      });
      return sums.reduce((sum, [loss]) => sum + loss, 0) / sums.reduce((sum, [, tokens]) => sum + tokens, 0);
    };
    assert.equal(lossOf(checkpoint.weights), point.loss);
    assert.notEqual(lossOf(unaveraged.weights), point.loss);
    for (const [name, value] of unaveraged.weights)
      assert.deepEqual(checkpoint.optimizer.get(`unaveraged.${name}`), value, name);
    assert.ok(![...checkpoint.optimizer.keys()].some((name) => name.startsWith('average.')));
    run.engine.dispose();
  });

  it('can not be taken up from a checkpoint without the parameters themselves', async () => {
    const run = await makeRun(tinyConfig({ updates: 1 }));
    const { checkpoint } = lastOf(await collect(run), 'checkpoint');
    const config = tinyConfig({ updates: 2, moving_average_decay: 0.9 });
    await assert.rejects(collect({ ...run, config, checkpoint }), /optimizer state lack unaveraged\./);
    run.engine.dispose();
  });
});
