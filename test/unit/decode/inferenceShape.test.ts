import assert from 'node:assert/strict';
import { paddedSources, paddedTime, sourcesPerBatch } from '../../../src/core/decode/inferenceShape';

describe('The shapes for decoding', () => {
  const lengths = Array.from({ length: 300 }, (_, index) => index + 1);

  it('are few: lengths to 128 make nine of them', () => {
    const times = new Set(lengths.filter((length) => length <= 128).map(paddedTime));
    assert.deepEqual([...times], [8, 12, 16, 24, 32, 48, 64, 96, 128]);
    assert.equal(paddedTime(0), 8);
  });

  it('fit what they are for, and waste at most a third of the time and half of the rows', () => {
    for (const length of lengths) {
      assert.ok(paddedTime(length) >= length && paddedSources(length) >= length);
      if (length > 8) assert.ok(length > (2 / 3) * paddedTime(length));
      assert.ok(length > paddedSources(length) / 2);
    }
  });

  it('hold about 64 hypotheses, and at least one source', () => {
    assert.deepEqual([1, 2, 5, 10, 1000].map(sourcesPerBatch), [64, 32, 16, 8, 1]);
    for (const beamSize of lengths.filter((size) => size <= 64)) {
      const rows = beamSize * sourcesPerBatch(beamSize);
      assert.ok(rows >= 64 / Math.SQRT2 && rows <= 64 * Math.SQRT2, `${rows} rows`);
    }
  });
});
