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

  it('draws recurrent cells and biases as their own keys say', () => {
    const parameters = initial({
      initializer: 'zeros',
      rnn_initializer: 'normal',
      bias_initializer: 'uniform',
      init_weight: 0.3,
      encoder: { rnn_type: 'gru' },
    });
    const largest = (name: string) =>
      (parameters.get(name)?.values ?? new Float32Array()).reduce(
        (max, value) => Math.max(max, Math.abs(value)),
        0,
      );
    assert.ok(largest('encoder.layers.0.forward.kernel') > 0.6, 'normal');
    assert.ok(largest('encoder.layers.0.forward.recurrent_kernel') > 0.6, 'normal');
    assert.equal(largest('decoder.bridge.kernel'), 0);
    for (const bias of [
      'encoder.layers.0.forward.bias',
      'encoder.layers.0.forward.recurrent_bias',
      'decoder.bridge.bias',
    ])
      assert.ok(largest(bias) > 0.2 && largest(bias) <= 0.3, bias);
  });

  it('starts gates that have a key of their own there, whatever other biases do', () => {
    for (const bias_initializer of ['zeros', 'uniform'] as const) {
      const parameters = initial({
        bias_initializer,
        gru_gate_bias: 1,
        lstm_forget_gate: 2,
        encoder: { rnn_type: 'gru', gru_reset: 'before', hidden_size: 2 },
        decoder: { hidden_size: 2 },
      });
      const gru = [...parameters.get('encoder.layers.0.forward.bias')!.values];
      assert.deepEqual(gru.slice(0, 4), [1, 1, 1, 1]);
      const lstm = [...parameters.get('decoder.layers.0.bias')!.values];
      assert.deepEqual(lstm.slice(2, 4), [2, 2]);
      const others = [...gru.slice(4), ...lstm.slice(0, 2), ...lstm.slice(4)];
      assert.ok(others.every((value) => (bias_initializer === 'zeros') === (value === 0)));
    }
  });

  it('counts input, state and gates of one product together for "xavier_uniform_joint", as TensorFlow 1', () => {
    const parameters = initial({
      rnn_initializer: 'xavier_uniform_joint',
      encoder: { rnn_type: 'gru', hidden_size: 32, embeddings: { embedding_dim: 16 } },
    });
    const gateLimit = Math.sqrt(6 / (16 + 32 + 64));
    const candidateLimit = Math.sqrt(6 / (16 + 32 + 32));
    for (const name of ['kernel', 'recurrent_kernel']) {
      const { values } = parameters.get(`encoder.layers.0.forward.${name}`)!;
      const largest = [0, 0, 0];
      values.forEach((value, index) => {
        const gate = Math.floor((index % 96) / 32);
        largest[gate] = Math.max(largest[gate]!, Math.abs(value));
      });
      [gateLimit, gateLimit, candidateLimit].forEach((limit, gate) =>
        assert.ok(
          largest[gate]! <= limit && largest[gate]! > 0.97 * limit,
          `${name}, gate ${gate}: ${largest[gate]!}`,
        ),
      );
    }
  });
});
