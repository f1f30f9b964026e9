import assert from 'node:assert/strict';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beamSearch, type BeamOptions } from '../../src/core/decode/beamSearch';
import { allConstraints } from '../../src/core/decode/constraints/allConstraints';
import { minimumLength } from '../../src/core/decode/constraints/minimumLength';
import { noRepeatedNgram } from '../../src/core/decode/constraints/noRepeatedNgram';
import { EngineDecodingModel } from '../../src/core/decode/engineDecodingModel';
import { greedySearch } from '../../src/core/decode/greedySearch';
import type { SearchHypothesis } from '../../src/core/decode/search';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import { topLogProbabilities } from '../../src/core/ops/topLogProbabilities';
import { StepCache } from '../../src/core/step/stepCache';
import { fullVocabularyModel, sharpen } from '../unit/decode/fullVocabularyModel';
import { beamByFullVocabulary, greedyByFullVocabulary } from '../unit/decode/fullVocabularySearch';
import { ToldModel } from '../unit/decode/tableModel';
import { graphEngine, smallBatch, smallModel, smallModels, vocabularySize } from './nativeEngines';

const batch = smallBatch();

const options: BeamOptions = {
  bosId: 2,
  eosId: 3,
  neverIds: [0, 2],
  maxLengths: [9, 7, 0, 8, 5, 9, 9, 3],
  prefixIds: [],
  alpha: 1,
  keepAttention: () => true,
  beamSize: 3,
  nBest: 3,
};

describe('decoding by native TensorFlow', function () {
  this.timeout(120_000);

  for (const [name, input] of Object.entries(smallModels))
    it(`finds exactly what reading back the whole vocabulary finds: ${name}`, () => {
      const model = smallModel(input);
      const engine = graphEngine();
      engine.defineVariables(initializeParameters(model.parameters, 1));
      sharpen(engine);
      const steps = new StepCache(engine);
      const decoding = new EngineDecodingModel(model, steps);
      const full = fullVocabularyModel(engine, model, vocabularySize);
      const before = engine.memory().tensors;
      for (const change of [{}, { prefixIds: [5, 4] }, { keepAttention: undefined }]) {
        const changed = { ...options, ...change };
        assert.deepEqual(
          greedySearch(decoding, batch, changed),
          greedyByFullVocabulary(full, batch, changed),
        );
        assert.deepEqual(beamSearch(decoding, batch, changed), beamByFullVocabulary(full, batch, changed));
      }
      assert.equal(engine.memory().tensors, before, 'tensors leaked');
      steps.dispose();
      engine.dispose();
    });

  it('finds under a constraint what masking the whole vocabulary finds', () => {
    const [input] = Object.values(smallModels);
    const model = smallModel(input!);
    const engine = graphEngine();
    engine.defineVariables(initializeParameters(model.parameters, 1));
    sharpen(engine);
    const steps = new StepCache(engine);
    const decoding = new EngineDecodingModel(model, steps);
    const full = new ToldModel(fullVocabularyModel(engine, model, vocabularySize));
    const constraint = allConstraints([minimumLength(3, options.eosId), noRepeatedNgram(2)]);
    const constrained = { ...options, constraint };
    const idsOf = (found: readonly (SearchHypothesis | undefined)[]) => found.map((one) => one?.ids);
    assert.deepEqual(
      idsOf(greedySearch(decoding, batch, constrained)),
      idsOf(greedySearch(full, batch, constrained)),
    );
    assert.deepEqual(
      beamSearch(decoding, batch, constrained).map(idsOf),
      beamSearch(full, batch, constrained).map(idsOf),
    );
    steps.dispose();
    engine.dispose();
  });

  it('ranks equal tokens by their ids', () => {
    const engine = graphEngine();
    engine.defineVariables(new Map());
    const [rows, size, k] = [3, 5000, 12];
    const step = engine.compile({
      name: 'rank',
      feeds: { logits: { shape: [rows, size], dtype: 'float32' } },
      body: (_variables, feeds) => {
        const { ids, logProbabilities } = topLogProbabilities(feeds['logits'] as Tensor2D, k);
        return { fetches: { ids, logProbabilities } };
      },
    });
    const logits = Float32Array.from(
      { length: rows * size },
      (_, index) => Math.imul(index, 0x9e3779b1) % 97,
    );
    const expected = Array.from({ length: rows }, (_, row) => {
      const of = (id: number): number => logits[row * size + id]!;
      return Array.from({ length: size }, (_, id) => id)
        .sort((a, b) => of(b) - of(a) || a - b)
        .slice(0, k);
    });
    for (let time = 0; time < 5; time++)
      assert.deepEqual(Array.from(step.run({ logits }).fetches['ids']!), expected.flat());
    engine.dispose();
  });
});
