import assert from 'node:assert/strict';
import type { ConfigInput } from '../../../src/core/config/schema';
import { buildModel } from '../../../src/core/model/buildModel';
import { modelConfig } from '../../support/seq2seqFixture';
import { tutorialModels } from '../../support/tutorialModels';

const countOf = (model: ConfigInput['model'], vocabulary: number): number =>
  buildModel(modelConfig(model), {
    sourceVocabularySize: vocabulary,
    targetVocabularySize: vocabulary,
  }).parameterCount;

describe('published models have as many parameters here', () => {
  for (const [name, { model, parameters }] of Object.entries(tutorialModels))
    it(`${parameters}: ${name}`, () => assert.equal(countOf(model, 6), parameters));

  it('205,324: the addition example of Keras, which reads one-hot digits and no previous output', () => {
    const layer = { rnn_type: 'lstm', hidden_size: 128 } as const;
    const model: ConfigInput['model'] = {
      encoder: { ...layer, embeddings: { type: 'one_hot' } },
      decoder: { ...layer, condition: 'par', init_hidden: 'zero', previous_output: false },
    };
    assert.equal(countOf(model, 12), 205_324);
  });
});
