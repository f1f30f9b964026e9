import assert from 'node:assert/strict';
import { gather, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { beamSearch, type BeamOptions } from '../../../src/core/decode/beamSearch';
import type { SourceBatch } from '../../../src/core/decode/decodingModel';
import {
  encodedSpecs,
  findEncoded,
  findState,
  nameState,
  stateSpecs,
} from '../../../src/core/decode/encodedTensors';
import { makeEncodeStep } from '../../../src/core/decode/encodeStep';
import { EngineDecodingModel } from '../../../src/core/decode/engineDecodingModel';
import { greedySearch } from '../../../src/core/decode/greedySearch';
import { topLogProbabilities } from '../../../src/core/ops/topLogProbabilities';
import type { EngineTensor } from '../../../src/core/step/engine';
import type { Step } from '../../../src/core/step/step';
import { StepCache } from '../../../src/core/step/stepCache';
import { makeModel, representativeModels, vocabularySize, type BuiltModel } from '../../support/builtModel';
import { randomBatch } from '../../support/seq2seqFixture';
import {
  beamByFullVocabulary,
  greedyByFullVocabulary,
  type FullVocabularyModel,
} from './fullVocabularySearch';

const batch = randomBatch({ batchSize: 4, sourceTime: 6, targetTime: 3, vocabularySize, seed: 5 });

const options: BeamOptions = {
  bosId: 2,
  eosId: 3,
  neverIds: [0, 2],
  maxLengths: [9, 7, 0, 8],
  prefixIds: [],
  alpha: 1,
  keepAttention: (source) => source !== 1,
  beamSize: 3,
  nBest: 3,
};

describe('Decoding by an engine', () => {
  for (const [name, config] of Object.entries(representativeModels)) {
    it(`finds exactly what reading back the whole vocabulary finds: ${name}`, async () => {
      const built = await makeModel(config);
      sharpen(built);
      const steps = new StepCache(built.engine);
      const model = new EngineDecodingModel(built.model, steps, vocabularySize);
      const full = fullVocabularyModel(built);
      const before = built.engine.memory().tensors;
      for (const change of [{}, { prefixIds: [5, 4] }, { keepAttention: undefined }]) {
        const changed = { ...options, ...change };
        assert.deepEqual(
          greedySearch(model, batch, changed),
          greedyByFullVocabulary(full, batch, changed),
          'greedily',
        );
        assert.deepEqual(
          beamSearch(model, batch, changed),
          beamByFullVocabulary(full, batch, changed),
          'with a beam',
        );
      }
      assert.equal(built.engine.memory().tensors, before, 'tensors leaked');
      steps.dispose();
      built.engine.dispose();
    });
  }

  it('reads back no more than the candidates, and attention only where it is wanted', async () => {
    const built = await makeModel(representativeModels['two-layer LSTM with general attention']);
    const steps = new StepCache(built.engine);
    const model = new EngineDecodingModel(built.model, steps, vocabularySize);
    const session = model.begin(batch, { rowsPerSource: 2, candidates: 3, attention: false });
    const rows = 2 * batch.batchSize;
    const output = session.step(new Int32Array(rows).fill(2), Int32Array.from(range(rows)), undefined);
    assert.deepEqual([output.width, output.ids.length, output.logProbabilities.length], [3, 24, 24]);
    assert.equal(output.attention, undefined);
    session.dispose();
    const all = model.begin(batch, { rowsPerSource: 1, candidates: 100, attention: true });
    const told = all.step(Int32Array.of(2, 2, 2, 2), Int32Array.from(range(4)), undefined);
    assert.equal(told.width, vocabularySize);
    assert.equal(told.attention?.length, batch.batchSize * batch.sourceTime);
    for (let row = 0; row < 4; row++) {
      const ids = told.ids.subarray(row * told.width, (row + 1) * told.width);
      assert.deepEqual([...ids].sort(), range(vocabularySize));
    }
    all.dispose();
    steps.dispose();
    built.engine.dispose();
  });
});

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Weights ten times as large: freshly initialised, a model finds all tokens about equally probable. */
function sharpen({ engine }: BuiltModel): void {
  const variables = engine.readVariables();
  engine.writeVariables(
    new Map(
      [...variables].map(([name, { shape, values }]) => [name, { shape, values: values.map((x) => 10 * x) }]),
    ),
  );
}

/** The model as a search by the whole vocabulary wants it. */
function fullVocabularyModel({ engine, model }: BuiltModel): FullVocabularyModel {
  const decodeStep = (rows: number, sourceTime: number): Step => ({
    name: 'full',
    feeds: {
      previous_ids: { shape: [rows], dtype: 'int32' },
      parents: { shape: [rows], dtype: 'int32' },
      ...encodedSpecs(model, rows, sourceTime),
      ...stateSpecs(model, rows),
    },
    body: (variables, feeds) => {
      const state: Record<string, Tensor> = findState(model, feeds);
      for (const name of Object.keys(state)) state[name] = gather(state[name]!, feeds['parents'] as Tensor1D);
      const next = model.decodeStep(variables, findEncoded(feeds), state, feeds['previous_ids'] as Tensor1D);
      // By the same op, so that the numbers are the same to the bit; of the whole vocabulary.
      const { ids, logProbabilities } = topLogProbabilities(next.logits, vocabularySize);
      return {
        fetches: {
          ids,
          log_probabilities: logProbabilities,
          ...(next.attention === undefined ? {} : { attention: next.attention }),
        },
        kept: nameState(next.state),
      };
    },
  });
  return {
    vocabularySize,
    begin: ({ batchSize, sourceTime, sourceIds, sourceLengths }: SourceBatch, rowsPerSource) => {
      const rows = batchSize * rowsPerSource;
      const { kept } = engine.compile(makeEncodeStep(model, { sources: batchSize, rows, sourceTime })).run({
        source_ids: sourceIds,
        source_lengths: sourceLengths,
        ...(rowsPerSource === 1
          ? {}
          : { rows: Int32Array.from(range(rows), (row) => Math.floor(row / rowsPerSource)) }),
      });
      const step = engine.compile(decodeStep(rows, sourceTime));
      let tensors: Readonly<Record<string, EngineTensor>> = kept;
      return {
        step: (previousIds, parents) => {
          const result = step.run({ previous_ids: previousIds, parents, ...tensors });
          for (const name of Object.keys(result.kept)) tensors[name]?.dispose();
          tensors = { ...tensors, ...result.kept };
          const logProbabilities = new Float32Array(rows * vocabularySize);
          result.fetches['ids']!.forEach((id, place) => {
            const first = place - (place % vocabularySize);
            logProbabilities[first + id] = result.fetches['log_probabilities']![place]!;
          });
          return {
            logProbabilities,
            attention: result.fetches['attention'] as Float32Array | undefined,
          };
        },
        dispose: () => {
          for (const tensor of Object.values(tensors)) tensor.dispose();
        },
      };
    },
  };
}
