import assert from 'node:assert/strict';
import { makeWatchStep } from '../../../src/core/inspect/batchWatcher';
import { watchMachine } from '../../../src/core/inspect/machineTrace';
import { NtmSeq2Seq } from '../../../src/core/model/ntm/ntmSeq2Seq';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeModel, vocabularySize } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { padBatch } from '../../support/batchLayout';
import { randomBatch } from '../../support/seq2seqFixture';

const [heads, rows] = [3, 7];
const size = heads * rows;
const config = {
  encoder: {
    type: 'ntm' as const,
    hidden_size: 6,
    ntm: { memory_rows: rows, memory_width: 3, read_heads: 2 },
  },
};

describe('the trace of a machine', () => {
  it('has the weightings of every head at every step, each a share of all rows', async () => {
    const { engine, model } = await makeModel(config);
    assert.ok(model instanceof NtmSeq2Seq);
    const batch = randomBatch({ batchSize: 3, sourceTime: 4, targetTime: 3, vocabularySize, seed: 1 });
    const padded = padBatch(batch, { source: 2, target: 1, rows: 1 });
    const of = (one: typeof batch) => {
      const { fetches } = engine
        .compile(makeWatchStep('trace', watchMachine(model), one))
        .run(batchFeeds(one));
      return fetches['weightings'] as Float32Array;
    };
    const plain = of(batch);
    assert.equal(plain.length, 3 * (4 + 3) * size);
    for (let start = 0; start < plain.length; start += rows)
      assertClose([plain.slice(start, start + rows).reduce((a, b) => a + b)], [1], 1e-5, 'sum of a head');
    // The machine goes on from the end of the source, wherever the padding ends.
    const more = of(padded);
    for (let row = 0; row < 3; row++) {
      const targets = (values: Float32Array, times: number, first: number) =>
        values.slice((row * times + first) * size, (row * times + first + 3) * size);
      assertClose(targets(more, 10, 6), targets(plain, 7, 4), 1e-6, `target of row ${row}`);
    }
    engine.dispose();
  });
});
