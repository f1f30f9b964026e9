import assert from 'node:assert/strict';
import { buildModel } from '../../../src/core/model/buildModel';
import { initializeParameters } from '../../../src/core/model/initializeParameters';
import type { ConfigInput } from '../../../src/core/config/schema';
import { modelConfig } from '../../support/seq2seqFixture';

const vocabularies = { sourceVocabularySize: 11, targetVocabularySize: 12 };
const initial = (model: ConfigInput['model'], seed = 1) =>
  initializeParameters(buildModel(modelConfig(model), vocabularies).parameters, seed);

describe('initializeParameters', () => {
  it('gives the same values for the same seed, others for another', () => {
    const kernel = 'encoder.layers.0.forward.kernel';
    assert.deepEqual(initial({}).get(kernel), initial({}).get(kernel));
    assert.notDeepEqual(initial({}).get(kernel), initial({}, 2).get(kernel));
  });

  it('leaves the values of all other parameters alone when a layer is added', () => {
    const shallow = initial({ encoder: { hidden_size: 8 } });
    const deep = initial({ encoder: { hidden_size: 8, num_layers: 3 } });
    assert.equal(deep.size, shallow.size + 6);
    for (const [name, value] of shallow) assert.deepEqual(deep.get(name), value, name);
  });

  it('draws each gate within the limit of Glorot and Bengio', () => {
    const { values } = initial({
      encoder: { hidden_size: 16, embeddings: { embedding_dim: 8 } },
    }).get('encoder.layers.0.forward.kernel')!;
    const limit = Math.sqrt(6 / (8 + 16));
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    assert.ok(largest <= limit && largest > 0.95 * limit, `largest ${largest}, limit ${limit}`);
  });

  it('scales the normal initializers to their standard deviation', () => {
    const cases = [
      [{ initializer: 'normal', init_weight: 0.3 }, 0.3],
      [{ initializer: 'xavier_normal', init_gain: 2 }, 2 * Math.sqrt(2 / (64 + 128))],
    ] as const;
    for (const [model, deviation] of cases) {
      const { values } = initial(model).get('decoder.layers.0.kernel')!;
      const measured = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
      assert.ok(Math.abs(measured / deviation - 1) < 0.02, `${measured} instead of ${deviation}`);
    }
  });

  it('starts the forget gate of an LSTM at lstm_forget_gate and every other bias at 0', () => {
    for (const [name, { values }] of initial({ lstm_forget_gate: 2, encoder: { hidden_size: 3 } }))
      if (name === 'encoder.layers.0.forward.bias')
        assert.deepEqual([...values], [0, 0, 0, 2, 2, 2, 0, 0, 0, 0, 0, 0]);
      else if (name.endsWith('bias') && !name.includes('layers'))
        assert.ok(values.every((value) => value === 0));
  });

  it('makes the recurrent matrix of every gate orthogonal when asked to', () => {
    const units = 20;
    const { values } = initial({
      init_rnn_orthogonal: true,
      encoder: { rnn_type: 'gru', hidden_size: units },
    }).get('encoder.layers.0.forward.recurrent_kernel')!;
    const width = 3 * units;
    for (let gate = 0; gate < 3; gate++)
      for (let a = 0; a < units; a++)
        for (let b = 0; b <= a; b++) {
          let product = 0;
          for (let k = 0; k < units; k++)
            product += values[a * width + gate * units + k]! * values[b * width + gate * units + k]!;
          assert.ok(Math.abs(product - (a === b ? 1 : 0)) < 1e-6, `rows ${a} and ${b}: ${product}`);
        }
  });
});
