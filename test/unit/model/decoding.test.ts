import assert from 'node:assert/strict';
import type { Batch } from '../../../src/core/data/batch';
import { makeDecodeStep } from '../../../src/core/decode/decodeStep';
import { makeEncodeStep } from '../../../src/core/decode/encodeStep';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeEvaluateStep } from '../../../src/core/train/evaluateStep';
import type { EngineTensor } from '../../../src/core/step/engine';
import { makeModel, representativeModels, vocabularySize, type BuiltModel } from '../../support/builtModel';
import { assertClose } from '../../support/fusedOp';
import { randomBatch } from '../../support/seq2seqFixture';

const batch = randomBatch({ batchSize: 3, sourceTime: 5, targetTime: 4, vocabularySize, seed: 8 });

describe('decoding step by step', () => {
  for (const [name, model] of Object.entries(representativeModels)) {
    it(`gives the probabilities of teacher forcing: ${name}`, async () => {
      const built = await makeModel(model);
      const before = built.engine.memory().tensors;
      const decoder = startDecoding(built, batch, [0, 1, 2]);
      const expected = built.engine.compile(makeEvaluateStep(built.model, batch)).run(batchFeeds(batch))
        .fetches['token_loss']!;
      for (let t = 0; t < batch.targetTime; t++) {
        const next = decoder.step(column(batch.targetInputIds, t), Int32Array.of(0, 1, 2));
        for (let row = 0; row < batch.batchSize; row++) {
          if (t >= batch.targetLengths[row]!) continue;
          const label = batch.targetOutputIds[row * batch.targetTime + t]!;
          const logProbability = next.logProbabilities[row * vocabularySize + label]!;
          assertClose(
            [-logProbability],
            [expected[row * batch.targetTime + t]!],
            2e-6,
            `row ${row}, step ${t}`,
          );
        }
      }
      decoder.dispose();
      assert.equal(built.engine.memory().tensors, before, 'tensors leaked');
      built.engine.dispose();
    });

    it(`lets hypotheses share a source and change places: ${name}`, async () => {
      const built = await makeModel(model);
      // Rows 0 and 1 are hypotheses of source 2, row 2 one of source 0.
      const decoder = startDecoding(built, batch, [2, 2, 0]);
      const stay = Int32Array.of(0, 1, 2);
      const first = decoder.step(Int32Array.of(2, 2, 2), stay).logProbabilities;
      assert.deepEqual(row(first, 0), row(first, 1));
      assert.notDeepEqual(row(first, 0), row(first, 2));
      const second = decoder.step(Int32Array.of(4, 5, 6), stay).logProbabilities;
      // A decoder that reads no previous output can't tell them apart.
      if (built.config.decoder.previous_output) assert.notDeepEqual(row(second, 0), row(second, 1));
      else assert.deepEqual(row(second, 0), row(second, 1));
      // Both go on from row 1: with the same next token they stay equal.
      const third = decoder.step(Int32Array.of(7, 7, 7), Int32Array.of(1, 1, 2)).logProbabilities;
      assert.deepEqual(row(third, 0), row(third, 1));
      decoder.dispose();
      built.engine.dispose();
    });
  }

  it('gives attention weights that sum to 1 over the tokens of the source and are 0 at padding', async () => {
    const built = await makeModel(representativeModels['two-layer LSTM with general attention']);
    const decoder = startDecoding(built, batch, [0, 1, 2]);
    const { attention } = decoder.step(Int32Array.of(2, 2, 2), Int32Array.of(0, 1, 2));
    for (let index = 0; index < 3; index++) {
      const weights = Array.from(attention!).slice(index * batch.sourceTime, (index + 1) * batch.sourceTime);
      const tokens = batch.sourceLengths[index]!;
      assertClose([weights.reduce((sum, weight) => sum + weight, 0)], [1], 1e-6);
      assert.ok(weights.slice(tokens).every((weight) => weight === 0));
      assert.ok(weights.slice(0, tokens).every((weight) => weight > 0));
    }
    decoder.dispose();
    built.engine.dispose();
  });
});

describe('a source without tokens', () => {
  const empty: Batch = { ...batch, sourceLengths: Int32Array.of(0, 3, 0) };

  for (const [name, model] of Object.entries(representativeModels))
    it(`is decoded from a zero encoder state and a zero context: ${name}`, async () => {
      const built = await makeModel(model);
      const decoder = startDecoding(built, empty, [0, 1, 2]);
      const { logProbabilities: probabilities, attention } = decoder.step(
        Int32Array.of(2, 2, 2),
        Int32Array.of(0, 1, 2),
      );
      assert.ok(probabilities.every((value) => Number.isFinite(value)));
      // Whatever stands in the padding, two empty sources are the same.
      assert.deepEqual(row(probabilities, 0), row(probabilities, 2));
      assert.notDeepEqual(row(probabilities, 0), row(probabilities, 1));
      if (attention !== undefined)
        assert.ok(attention.subarray(0, batch.sourceTime).every((weight) => weight === 0));
      decoder.dispose();
      built.engine.dispose();
    });
});

/** Encodes the batch's sources, one row for each entry of `rows`. */
function startDecoding(
  { engine, model }: BuiltModel,
  { batchSize, sourceTime, ...source }: Batch,
  rows: number[],
) {
  // One source more than there are, so that rows choose theirs.
  const sources = batchSize + 1;
  const encode = engine.compile(makeEncodeStep(model, { sources, rows: rows.length, sourceTime }));
  const decode = engine.compile(
    makeDecodeStep(model, {
      rows: rows.length,
      sourceTime,
      candidates: vocabularySize,
      attention: true,
      reorder: true,
    }),
  );
  const { kept } = encode.run({
    source_ids: Int32Array.of(...source.sourceIds, ...new Int32Array(sourceTime)),
    source_lengths: Int32Array.of(...source.sourceLengths, 0),
    rows: Int32Array.from(rows),
  });
  let tensors: Record<string, EngineTensor> = { ...kept };
  return {
    /** `[rows, vocabulary]` and `[rows, sourceTime]` */
    step(previousIds: Int32Array, parents: Int32Array) {
      const result = decode.run({ previous_ids: previousIds, parents, ...tensors });
      for (const name of Object.keys(result.kept)) tensors[name]?.dispose();
      tensors = { ...tensors, ...result.kept };
      const { top_ids: ids, top_log_probabilities: values, attention } = result.fetches;
      const logProbabilities = new Float32Array(values!.length);
      ids!.forEach((id, place) => {
        const first = place - (place % vocabularySize);
        logProbabilities[first + id] = values![place]!;
      });
      return { logProbabilities, attention };
    },
    dispose(): void {
      for (const tensor of Object.values(tensors)) tensor.dispose();
    },
  };
}

function column(ids: Int32Array, t: number): Int32Array {
  return Int32Array.from({ length: batch.batchSize }, (_, index) => ids[index * batch.targetTime + t]!);
}

function row(values: ArrayLike<number>, index: number): number[] {
  return Array.from(values).slice(index * vocabularySize, (index + 1) * vocabularySize);
}
