import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { benchBatch } from '../../../../src/cli/bench/benchBatch';
import {
  benchCase,
  benchShapes,
  hasDropout,
  trainingCases,
  withoutDropout,
} from '../../../../src/cli/bench/benchCase';
import { readBatch, readWeights, writeCaseFiles } from '../../../../src/cli/bench/caseFiles';
import { buildModel } from '../../../../src/core/model/buildModel';

describe('A case of the bench', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 's2s-bench-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('has a batch of mixed lengths within a bucket, the first as long as the batch', () => {
    for (const { size } of trainingCases) {
      const batch = benchBatch(size);
      for (const [lengths, time] of [
        [batch.sourceLengths, size.sourceTime],
        [batch.targetLengths, size.targetTime],
      ] as const) {
        assert.equal(lengths[0], time);
        assert.ok(lengths.every((length) => length > time - 8 && length <= time));
        // Pictures are all of one size.
        assert.equal(new Set(lengths).size > 1, time !== size.picture?.height);
      }
      assert.ok(batch.sourceIds.every((id) => id >= 0 && id < size.vocabulary));
    }
  });

  it('has target ids shifted by the begin symbol, ended by the end symbol, then padding', () => {
    const batch = benchBatch(benchShapes.c64);
    for (let row = 0; row < batch.batchSize; row++) {
      const length = batch.targetLengths[row]!;
      const from = row * batch.targetTime;
      const inputs = [...batch.targetInputIds.subarray(from, from + batch.targetTime)];
      const outputs = [...batch.targetOutputIds.subarray(from, from + batch.targetTime)];
      assert.equal(inputs[0], 2);
      assert.deepEqual(inputs.slice(1, length), outputs.slice(0, length - 1));
      assert.equal(outputs[length - 1], 3);
      assert.ok(outputs.slice(length).every((id) => id === 0));
    }
  });

  it('comes out of its files as it went in', async () => {
    const one = benchCase('gru-bahdanau', 'c64', benchShapes.c64);
    const { weightsFile, batchFile } = await writeCaseFiles(folder, one);
    assert.deepEqual(await readBatch(batchFile, one.size), benchBatch(one.size));
    const weights = await readWeights(weightsFile);
    const { parameters } = buildModel(one.model, { sourceVocabularySize: 40, targetVocabularySize: 40 });
    assert.deepEqual(
      [...weights].map(([name, { shape }]) => [name, [...shape]]),
      parameters.map(({ name, shape }) => [name, [...shape]]),
    );
    for (const [name, { values }] of weights)
      assert.ok(
        values.some((value) => value !== 0),
        `${name} is all zero: a program that forgets it would go unnoticed`,
      );
  });

  it('points at every position of its source once, and then ends', async () => {
    const one = benchCase('pointer', 'n10', benchShapes.n10);
    const { batchFile } = await writeCaseFiles(folder, one);
    const batch = benchBatch(one.size);
    assert.deepEqual(await readBatch(batchFile, one.size), batch);
    for (let row = 0; row < batch.batchSize; row++) {
      const from = row * batch.targetTime;
      const length = batch.sourceLengths[row]!;
      const ids = [...batch.targetOutputIds.subarray(from, from + length + 1)];
      assert.equal(ids.pop(), 3);
      assert.deepEqual(
        ids.toSorted((a, b) => a - b),
        Array.from({ length }, (_, position) => 4 + position),
      );
    }
  });

  it('can be had without dropout, everything else the same', () => {
    const one = trainingCases.find(hasDropout);
    assert.ok(one !== undefined);
    const without = withoutDropout(one);
    assert.ok(!hasDropout(without));
    assert.deepEqual(
      JSON.stringify(without).replaceAll(/"(hidden_)?dropout":[\d.]+/g, ''),
      JSON.stringify(one).replaceAll(/"(hidden_)?dropout":[\d.]+/g, ''),
    );
  });
});
