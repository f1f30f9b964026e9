import assert from 'node:assert/strict';
import { beamSearch, type BeamOptions } from '../../../src/core/decode/beamSearch';
import { allConstraints } from '../../../src/core/decode/constraints/allConstraints';
import { minimumLength } from '../../../src/core/decode/constraints/minimumLength';
import { noRepeatedNgram } from '../../../src/core/decode/constraints/noRepeatedNgram';
import { EngineDecodingModel } from '../../../src/core/decode/engineDecodingModel';
import { greedySearch } from '../../../src/core/decode/greedySearch';
import { StepCache } from '../../../src/core/step/stepCache';
import { EagerEngine } from '../../../src/engine/eagerEngine';
import { makeModel, representativeModels, vocabularySize } from '../../support/builtModel';
import { randomBatch } from '../../support/seq2seqFixture';
import { fullVocabularyModel, sharpen } from './fullVocabularyModel';
import { ToldModel } from './tableModel';
import { beamByFullVocabulary, greedyByFullVocabulary } from './fullVocabularySearch';

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
      sharpen(built.engine);
      const steps = new StepCache(built.engine);
      const model = new EngineDecodingModel(built.model, steps);
      const full = fullVocabularyModel(built.engine, built.model, vocabularySize);
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

  for (const [name, config] of Object.entries(representativeModels)) {
    it(`finds under a constraint what masking the whole vocabulary finds: ${name}`, async () => {
      const built = await makeModel(config);
      sharpen(built.engine);
      const steps = new StepCache(built.engine);
      const model = new EngineDecodingModel(built.model, steps);
      const full = new ToldModel(fullVocabularyModel(built.engine, built.model, vocabularySize));
      const before = built.engine.memory().tensors;
      const constraint = allConstraints([minimumLength(3, 3), noRepeatedNgram(2)]);
      for (const change of [{}, { prefixIds: [5, 4] }, { maxLengths: [4, 7, 0, 8] }]) {
        const changed = { ...options, ...change, constraint };
        const found = [greedySearch(model, batch, changed), beamSearch(model, batch, changed).flat()].flat();
        const expected = [greedySearch(full, batch, changed), beamSearch(full, batch, changed).flat()].flat();
        assert.deepEqual(
          found.map((one) => one?.ids),
          expected.map((one) => one?.ids),
        );
        found.forEach((one, index) =>
          one?.tokenLogProbabilities.forEach((value, place) =>
            assert.ok(Math.abs(value - expected[index]!.tokenLogProbabilities[place]!) < 1e-4),
          ),
        );
      }
      assert.equal(built.engine.memory().tensors, before, 'tensors leaked');
      steps.dispose();
      built.engine.dispose();
    });
  }

  it('finds the same run op by op, plain, masked and forced', async () => {
    const built = await makeModel(representativeModels['two-layer LSTM with general attention']);
    sharpen(built.engine);
    const eager = new EagerEngine({ ...built.engine.info, name: 'eager' }, 'wasm');
    eager.defineVariables(built.engine.readVariables());
    const constraint = allConstraints([minimumLength(3, 3), noRepeatedNgram(2)]);
    const found = [built.engine, eager].map((engine) => {
      const steps = new StepCache(engine);
      const model = new EngineDecodingModel(built.model, steps);
      const beams = [{}, { constraint }, { prefixIds: [5, 4], constraint }].map((change) =>
        beamSearch(model, batch, { ...options, ...change }),
      );
      steps.dispose();
      return beams;
    });
    assert.deepEqual(found[1], found[0]);
    eager.dispose();
    built.engine.dispose();
  });

  it('reads back no more than the candidates, and attention only where it is wanted', async () => {
    const built = await makeModel(representativeModels['two-layer LSTM with general attention']);
    const steps = new StepCache(built.engine);
    const model = new EngineDecodingModel(built.model, steps);
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
