import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { Batch } from '../../../src/core/data/batch';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeEvaluateStep } from '../../../src/core/train/evaluateStep';
import { makeModel, representativeModels, vocabularySize } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { randomBatch } from '../../support/seq2seqFixture';

const size = { batchSize: 4, sourceTime: 5, targetTime: 3, vocabularySize };
const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });

describe('the order of rows in a batch changes nothing', () => {
  for (const [name, model] of Object.entries(representativeModels))
    it(`in the loss of any token: ${name}`, async () => {
      const { engine, model: built } = await makeModel(model);
      const { tensors } = engine.memory();
      const step = engine.compile(makeEvaluateStep(built, size));
      const lossesOf = (batch: Batch) => step.run(batchFeeds(batch)).fetches['token_loss'] as Float32Array;
      fc.assert(
        fc.property(orders, fc.nat(1000), (order, seed) => {
          const batch = randomBatch({ ...size, seed });
          const losses = lossesOf(batch);
          assertClose(lossesOf(reordered(batch, order)), inOrder(losses, order), 1e-6, 'token losses');
        }),
        { numRuns: 6 },
      );
      assert.equal(engine.memory().tensors, tensors, 'tensors leaked');
      engine.dispose();
    });
});

function reordered(batch: Batch, order: readonly number[]): Batch {
  const { sourceIds, sourceLengths, targetInputIds, targetOutputIds, targetLengths } = batch;
  const perRow = { sourceIds, sourceLengths, targetInputIds, targetOutputIds, targetLengths };
  const moved = Object.entries(perRow).map(([name, values]) => [name, inOrder(values, order)]);
  return { ...batch, ...(Object.fromEntries(moved) as typeof perRow) };
}

function inOrder<T extends Int32Array | Float32Array>(values: T, order: readonly number[]): T {
  const width = values.length / order.length;
  const moved = values.slice() as T;
  order.forEach((from, to) => moved.set(values.subarray(from * width, (from + 1) * width), to * width));
  return moved;
}
