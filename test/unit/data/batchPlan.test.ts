import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Batch, Example } from '../../../src/core/data/batch';
import { BatchPlan, evaluationBatches } from '../../../src/core/data/batchPlan';
import type { BatchPlanOptions } from '../../../src/core/data/batchPlan';
import { fillBatch } from '../../../src/core/data/fillBatch';
import { VocabularyCodec } from '../../../src/core/text/vocabularyCodec';

const codec = new VocabularyCodec({
  level: 'char',
  lowercase: false,
  padToken: '<pad>',
  unkToken: '<unk>',
  bosToken: '<s>',
  eosToken: '</s>',
  vocabulary: ['<pad>', '<unk>', '<s>', '</s>', 'a', 'b', 'c'],
});
const codecs = { source: codec, target: codec };

/** An example of given lengths; ids tell which it is. */
function example(sourceLength: number, targetLength: number, row: number): Example {
  const id = 4 + (row % 3);
  const targetIds = new Int32Array(targetLength).fill(id);
  targetIds[targetLength - 1] = codec.eosId;
  return {
    sourceIds: new Int32Array(sourceLength).fill(id),
    targetIds,
    pair: { source: '', target: '', line: row + 1 },
  };
}

const lengths = fc.record({
  source: fc.integer({ min: 0, max: 40 }),
  target: fc.integer({ min: 1, max: 40 }),
});
const datasets = fc
  .array(lengths, { minLength: 1, maxLength: 150 })
  .map((pairs) => pairs.map(({ source, target }, row) => example(source, target, row)));
const options: fc.Arbitrary<BatchPlanOptions> = fc.record({
  batchSize: fc.integer({ min: 1, max: 40 }),
  bucketWidth: fc.integer({ min: 1, max: 16 }),
  shuffle: fc.boolean(),
  seed: fc.integer({ min: 0, max: 1000 }),
});

function epochOf(plan: BatchPlan, epoch: number): Batch[] {
  return Array.from({ length: plan.batchesInEpoch }, (_, index) => plan.batch(epoch, index));
}

const rowsOf = (batches: readonly Batch[]): number[] =>
  batches.flatMap(({ rows }) => [...rows].filter((row) => row >= 0));

function assertLaidOut(batch: Batch, examples: readonly Example[], bucketWidth: number): void {
  const { batchSize, sourceTime, targetTime } = batch;
  assert.equal(sourceTime % bucketWidth, 0);
  assert.equal(targetTime % bucketWidth, 0);
  assert.ok(sourceTime > 0);
  let tokens = 0;
  for (let slot = 0; slot < batchSize; slot++) {
    const row = batch.rows[slot]!;
    const { sourceIds, targetIds } =
      row === -1 ? { sourceIds: new Int32Array(), targetIds: new Int32Array() } : examples[row]!;
    const padded = (ids: Iterable<number>, time: number): number[] => [
      ...ids,
      ...new Array<number>(time - [...ids].length).fill(codec.padId),
    ];
    const input = row === -1 ? [] : [codec.bosId, ...targetIds.subarray(0, -1)];
    const slice = (ids: Int32Array, time: number): number[] => [
      ...ids.subarray(slot * time, (slot + 1) * time),
    ];
    assert.deepEqual(slice(batch.sourceIds, sourceTime), padded(sourceIds, sourceTime));
    assert.deepEqual(slice(batch.targetOutputIds, targetTime), padded(targetIds, targetTime));
    assert.deepEqual(slice(batch.targetInputIds, targetTime), padded(input, targetTime));
    assert.equal(batch.sourceLengths[slot], sourceIds.length);
    assert.equal(batch.targetLengths[slot], targetIds.length);
    tokens += targetIds.length;
  }
  assert.equal(batch.targetTokens, tokens);
}

describe('BatchPlan', () => {
  it('puts every example into exactly one batch of every epoch', () => {
    fc.assert(
      fc.property(datasets, options, fc.integer({ min: 0, max: 5 }), (examples, settings, epoch) => {
        const rows = rowsOf(epochOf(new BatchPlan(examples, codecs, settings), epoch));
        assert.deepEqual(
          rows.sort((a, b) => a - b),
          [...examples.keys()],
        );
      }),
    );
  });

  it('pads, shifts and masks every row by its lengths', () => {
    fc.assert(
      fc.property(datasets, options, (examples, settings) => {
        for (const batch of epochOf(new BatchPlan(examples, codecs, settings), 0)) {
          assertLaidOut(batch, examples, settings.bucketWidth);
        }
      }),
    );
  });

  it('has few shapes, all announced, and no batch of filled-up rows only', () => {
    fc.assert(
      fc.property(datasets, options, (examples, settings) => {
        const plan = new BatchPlan(examples, codecs, settings);
        const announced = plan.shapes.map((shape) => JSON.stringify(shape));
        assert.ok(announced.length <= 8);
        assert.equal(new Set(announced).size, announced.length);
        for (const { batchSize, sourceTime, targetTime, rows } of epochOf(plan, 3)) {
          assert.ok(announced.includes(JSON.stringify({ batchSize, sourceTime, targetTime })));
          assert.ok(rows[0]! >= 0);
        }
      }),
    );
  });

  it('orders an epoch by seed and epoch alone, whatever was asked before', () => {
    fc.assert(
      fc.property(datasets, options, (examples, settings) => {
        const plan = new BatchPlan(examples, codecs, settings);
        epochOf(plan, 0);
        const resumed = new BatchPlan(examples, codecs, settings);
        const last = plan.batchesInEpoch - 1;
        assert.deepEqual(resumed.batch(4, last), plan.batch(4, last));
        assert.deepEqual(epochOf(resumed, 2), epochOf(plan, 2));
      }),
      { numRuns: 50 },
    );
  });

  const many = Array.from({ length: 200 }, (_, row) => example(row % 20, 1 + (row % 13), row));
  const settings = { batchSize: 16, bucketWidth: 8, shuffle: true, seed: 1 };

  it('orders different epochs and different seeds differently', () => {
    const plan = new BatchPlan(many, codecs, settings);
    const other = new BatchPlan(many, codecs, { ...settings, seed: 2 });
    assert.notDeepEqual(rowsOf(epochOf(plan, 0)), rowsOf(epochOf(plan, 1)));
    assert.notDeepEqual(rowsOf(epochOf(plan, 0)), rowsOf(epochOf(other, 0)));
  });

  it('keeps the order of the dataset without shuffling, in every epoch', () => {
    const plan = new BatchPlan(many, codecs, { ...settings, shuffle: false, bucketWidth: 64 });
    assert.deepEqual(rowsOf(epochOf(plan, 0)), [...many.keys()]);
    assert.deepEqual(rowsOf(epochOf(plan, 5)), [...many.keys()]);
  });

  it('makes the batch as small as the dataset', () => {
    const plan = new BatchPlan(many.slice(0, 4), codecs, { ...settings, batchSize: 64 });
    assert.equal(plan.batchesInEpoch, 1);
    assert.equal(plan.batch(0, 0).batchSize, 4);
  });

  it('does not give a handful of rare lengths a shape of their own', () => {
    const common = Array.from({ length: 640 }, (_, row) => example(10, 10, row));
    const rare = Array.from({ length: 3 }, (_, row) => example(30, 30, row));
    const plan = new BatchPlan([...common, ...rare], codecs, { ...settings, batchSize: 64 });
    // Three rows need a batch of 64 either way: a shape of 32 for them alone is the cheaper one.
    assert.deepEqual(
      plan.shapes.map(({ sourceTime }) => sourceTime),
      [32, 16],
    );
    const near = Array.from({ length: 3 }, (_, row) => example(7, 10, row));
    const merged = new BatchPlan([...common.slice(0, 630), ...near], codecs, { ...settings, batchSize: 64 });
    assert.equal(merged.shapes.length, 1);
  });

  it('reports the part of the positions that is padding', () => {
    const plan = new BatchPlan([example(4, 4, 0), example(8, 8, 1)], codecs, settings);
    assert.equal(plan.paddingFraction, 1 - 24 / 32);
  });

  it('refuses a batch that the epoch does not have, and a dataset without examples', () => {
    const plan = new BatchPlan(many, codecs, settings);
    assert.throws(() => plan.batch(0, plan.batchesInEpoch), /Epoch 0 has batches 0 to/);
    assert.throws(() => new BatchPlan([], codecs, settings), /at least one example/);
  });
});

describe('fillBatch', () => {
  it('refuses an example that does not fit', () => {
    const shape = { batchSize: 2, sourceTime: 8, targetTime: 8 };
    const examples = [example(9, 3, 0)];
    assert.throws(
      () => fillBatch(examples, Int32Array.of(0), shape, codecs),
      /Example 0 \(9 → 3 tokens\) does not fit/,
    );
    assert.throws(() => fillBatch(examples, Int32Array.of(1), shape, codecs), /There is no example 1/);
  });
});

describe('evaluationBatches', () => {
  it('hold every example once, in the same order every time', () => {
    fc.assert(
      fc.property(datasets, options, (examples, settings) => {
        const batches = evaluationBatches(examples, codecs, settings);
        assert.deepEqual(
          rowsOf(batches).sort((a, b) => a - b),
          [...examples.keys()],
        );
        assert.deepEqual(evaluationBatches(examples, codecs, settings), batches);
      }),
      { numRuns: 50 },
    );
  });

  it('are none for no examples', () => {
    assert.deepEqual(evaluationBatches([], codecs, { batchSize: 4, bucketWidth: 8 }), []);
  });
});
