import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { Batch } from '../../../src/core/data/batch';
import { makeEvaluateStep } from '../../../src/core/train/evaluateStep';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeTrainStep, trainFeeds } from '../../../src/core/train/trainStep';
import { makeModel, representativeModels, vocabularySize, type BuiltModel } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { padBatch } from '../../support/batchLayout';
import { randomBatch } from '../../support/seq2seqFixture';

const tolerance = 1e-6;
const moreTime = fc.record({
  source: fc.integer({ min: 0, max: 5 }),
  target: fc.integer({ min: 0, max: 4 }),
  rows: fc.integer({ min: 0, max: 3 }),
});

describe('padding a batch further changes nothing', () => {
  for (const [name, model] of Object.entries(representativeModels)) {
    it(`in losses and counts: ${name}`, async () => {
      const built = await makeModel(model);
      fc.assert(
        fc.property(moreTime, fc.nat(1000), (extra, seed) => {
          const batch = randomBatch({ batchSize: 3, sourceTime: 4, targetTime: 3, vocabularySize, seed });
          const padded = padBatch(batch, extra);
          const a = evaluate(built, batch);
          const b = evaluate(built, padded);
          assertClose(b.loss_sum, a.loss_sum, tolerance, 'loss');
          assert.deepEqual(b.correct_tokens, a.correct_tokens);
          assert.deepEqual(b.target_tokens, a.target_tokens);
          for (let row = 0; row < padded.batchSize; row++)
            for (let t = 0; t < padded.targetTime; t++) {
              const loss = b.token_loss[row * padded.targetTime + t]!;
              const isToken = row < batch.batchSize && t < batch.targetLengths[row]!;
              if (isToken)
                assertClose([loss], [a.token_loss[row * batch.targetTime + t]!], tolerance, 'token loss');
              else assert.equal(loss, 0);
            }
        }),
        { numRuns: 8 },
      );
      built.engine.dispose();
    });

    it(`in an update, dropout masks included: ${name}`, async () => {
      const dropout = 0.3;
      const built = await makeModel(
        {
          ...model,
          encoder: { ...model.encoder, dropout },
          decoder: { ...model.decoder, dropout, hidden_dropout: dropout },
        },
        { optimizer: 'sgd', clip_grad_norm: 1 },
      );
      const batch = randomBatch({ batchSize: 3, sourceTime: 4, targetTime: 3, vocabularySize, seed: 5 });
      const [plain, padded] = [batch, padBatch(batch, { source: 3, target: 2, rows: 1 })].map((one) =>
        update(built, one),
      );
      for (const [parameter, values] of plain!)
        assertClose(padded!.get(parameter)!, values, tolerance, parameter);
      built.engine.dispose();
    });
  }
});

function evaluate({ engine, model }: BuiltModel, batch: Batch) {
  const { fetches } = engine.compile(makeEvaluateStep(model, batch)).run(batchFeeds(batch));
  return {
    loss_sum: fetches['loss_sum']!,
    correct_tokens: fetches['correct_tokens']!,
    target_tokens: fetches['target_tokens']!,
    token_loss: fetches['token_loss']!,
  };
}

/** The parameters after one update from the initial ones. */
function update({ engine, model, training, initial }: BuiltModel, batch: Batch): Map<string, Float32Array> {
  engine.writeVariables(initial);
  const step = engine.compile(makeTrainStep(model, training, batch));
  step.run(trainFeeds(batch, training, { learningRate: 0.1, seed: 4, update: 1, apply: true }));
  return new Map([...engine.readVariables()].map(([name, { values }]) => [name, values]));
}
