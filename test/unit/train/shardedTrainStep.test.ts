import assert from 'node:assert/strict';
import type { Step } from '../../../src/core/step/step';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { makeModel, representativeModels, vocabularySize } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { inShards } from '../../support/inShards';
import { randomBatch } from '../../support/seq2seqFixture';

const batch = randomBatch({ batchSize: 5, sourceTime: 4, targetTime: 3, vocabularySize, seed: 8 });

describe('a training step in shards', () => {
  for (const [name, model] of Object.entries(representativeModels))
    for (const normalization of ['tokens', 'batch'] as const)
      it(`gives the losses and updates of the whole: ${name}, normalised by ${normalization}`, async () => {
        const built = await makeModel(
          {
            ...model,
            encoder: { ...model.encoder, dropout: 0.3 },
            decoder: { ...model.decoder, dropout: 0.3, hidden_dropout: 0.3 },
          },
          { clip_grad_norm: 0.5, normalization },
        );
        const step = makeTrainStep(built.model, built.training, batch);
        assert.equal(step.sharded?.rows, 5);
        const run = (one: Step) => {
          built.engine.writeVariables(built.initial);
          const { fetches } = built.engine
            .compile(one)
            .run(trainFeeds(batch, built.training, { learningRate: 0.01, seed: 4, update: 1, apply: true }));
          return { fetches, variables: built.engine.readVariables() };
        };
        const whole = run(step);
        for (const count of [1, 2, 3]) {
          const parts = run(inShards(step, count));
          for (const [key, values] of Object.entries(whole.fetches))
            assertClose(parts.fetches[key]!, values, 1e-6, `${count} shards: ${key}`);
          for (const [key, { values }] of whole.variables)
            // Parameters move by the sign of a gradient, whatever its size: rounding of a tiny one shows in none of the slots.
            if (key.startsWith('adam.'))
              assertClose(parts.variables.get(key)!.values, values, 3e-6, `${count} shards: ${key}`, 1e-4);
        }
        built.engine.dispose();
      });

  it('refuses more shards than rows', async () => {
    const built = await makeModel(representativeModels['LSTM without attention']);
    const { sharded } = makeTrainStep(built.model, built.training, batch);
    assert.throws(() => sharded?.shard(0, 6), /5 rows can't be shared out to 6 shards/);
    built.engine.dispose();
  });

  it('has shards and a rest that say what they are fed', async () => {
    const built = await makeModel(representativeModels['LSTM without attention']);
    const step = makeTrainStep(built.model, built.training, batch);
    const { sharded } = step;
    assert.ok(sharded);
    assert.deepEqual(sharded.shard(1, 2).feeds, step.feeds);
    const { combine } = sharded;
    assert.deepEqual(Object.keys(combine.feeds).slice(0, 7), [
      'target_lengths',
      'learning_rate',
      'apply',
      'adam_correction_m',
      'adam_correction_v',
      'loss_sum',
      'correct_tokens',
    ]);
    assert.equal(Object.keys(combine.feeds).length, 7 + built.model.parameters.length);
    built.engine.dispose();
  });
});
