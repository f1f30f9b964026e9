import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Example } from '../../../src/core/data/batch';
import { lengthBuckets, type LengthBucket } from '../../../src/core/data/lengthBuckets';

const example = (source: number, target: number): Example => ({
  pair: { source: '', target: '', line: 1 },
  sourceIds: new Int32Array(source),
  targetIds: new Int32Array(target),
});

function padding(buckets: readonly LengthBucket[], examples: readonly Example[]): number {
  const used = examples.reduce(
    (sum, { sourceIds, targetIds }) => sum + sourceIds.length + targetIds.length,
    0,
  );
  const computed = buckets.reduce(
    (sum, { rows, sourceTime, targetTime }) => sum + rows.length * (sourceTime + targetTime),
    0,
  );
  return 1 - used / computed;
}

describe('lengthBuckets', () => {
  const lengths = fc.array(fc.tuple(fc.nat(90), fc.integer({ min: 1, max: 90 })), {
    minLength: 1,
    maxLength: 400,
  });

  it('puts every example into one bucket that holds it, with few shapes, for any lengths', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 9 }), (pairs, maxShapes) => {
        const examples = pairs.map(([source, target]) => example(source, target));
        const buckets = lengthBuckets(examples, { batchSize: 4, bucketWidth: 2, maxShapes });
        assert.ok(buckets.length <= maxShapes);
        const rows = buckets.flatMap((bucket) => [...bucket.rows]).sort((a, b) => a - b);
        assert.deepEqual(rows, [...examples.keys()]);
        for (const { rows: own, sourceTime, targetTime } of buckets)
          for (const row of own) {
            assert.ok(examples[row]!.sourceIds.length <= sourceTime);
            assert.ok(examples[row]!.targetIds.length <= targetTime);
          }
      }),
      { numRuns: 50 },
    );
  });

  it('takes the fewest shapes of which a tenth is padding', () => {
    // Lengths 20 to 29, each equally often: one shape of 30 wastes 18 %, two of 30 and 26 waste less than 10 %.
    const examples = Array.from({ length: 1000 }, (_, index) =>
      example(20 + (index % 10), 20 + (index % 10)),
    );
    const buckets = lengthBuckets(examples, { batchSize: 1, bucketWidth: 1, maxShapes: 8 });
    const waste = padding(buckets, examples);
    assert.ok(waste <= 0.1 && waste > 0.05, String(waste));
    assert.ok(buckets.length <= 3, String(buckets.length));
  });

  it('pads more only where there may be no more shapes', () => {
    const examples = Array.from({ length: 90 }, (_, index) => example(index + 1, 1));
    const waste = (maxShapes: number) =>
      padding(lengthBuckets(examples, { batchSize: 1, bucketWidth: 1, maxShapes }), examples);
    assert.ok(waste(8) < 0.2, String(waste(8)));
    assert.ok(waste(1) > 0.4);
  });
});
