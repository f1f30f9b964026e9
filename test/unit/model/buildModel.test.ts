import assert from 'node:assert/strict';
import type { ConfigInput } from '../../../src/core/config/schema';
import { buildModel } from '../../../src/core/model/buildModel';
import { summarizeModel } from '../../../src/core/model/summarizeModel';
import { modelConfig } from '../../support/seq2seqFixture';

const vocabularies = { sourceVocabularySize: 11, targetVocabularySize: 12 };
const build = (model: ConfigInput['model'], sizes = vocabularies) => buildModel(modelConfig(model), sizes);

describe('buildModel', () => {
  it('names parameters by their place, in the order of the data', () => {
    const model = build({
      encoder: { rnn_type: 'gru', hidden_size: 3, bidirectional: true, embeddings: { embedding_dim: 2 } },
      decoder: {
        rnn_type: 'lstm',
        hidden_size: 4,
        attention: 'bahdanau',
        input_feeding: true,
        embeddings: { embedding_dim: 5 },
      },
    });
    assert.deepEqual(
      model.parameters.map(({ name, shape }) => `${name} [${shape.join(', ')}]`),
      [
        'encoder.embeddings [11, 2]',
        'decoder.embeddings [12, 5]',
        'encoder.layers.0.forward.kernel [2, 9]',
        'encoder.layers.0.forward.recurrent_kernel [3, 9]',
        'encoder.layers.0.forward.bias [9]',
        'encoder.layers.0.forward.recurrent_bias [9]',
        'encoder.layers.0.backward.kernel [2, 9]',
        'encoder.layers.0.backward.recurrent_kernel [3, 9]',
        'encoder.layers.0.backward.bias [9]',
        'encoder.layers.0.backward.recurrent_bias [9]',
        'decoder.bridge.kernel [6, 4]',
        'decoder.bridge.bias [4]',
        'decoder.layers.0.kernel [15, 16]',
        'decoder.layers.0.recurrent_kernel [4, 16]',
        'decoder.layers.0.bias [16]',
        'decoder.attention.key_kernel [6, 4]',
        'decoder.attention.query_kernel [4, 4]',
        'decoder.attention.energy [4, 1]',
        'decoder.attentional.kernel [10, 4]',
        'decoder.output.kernel [4, 12]',
        'decoder.output.bias [12]',
      ],
    );
    assert.deepEqual(model.stateShapes, [
      { name: 'layers.0.h', size: 4 },
      { name: 'layers.0.c', size: 4 },
      { name: 'attentional', size: 4 },
    ]);
    assert.deepEqual(model.encodedSizes, { outputs: 6, keys: 4 });
  });

  it('shares tied tables, and freezes what the config freezes', () => {
    const shared = build(
      {
        tied_embeddings: true,
        tied_softmax: true,
        encoder: { embeddings: { embedding_dim: 4 } },
        decoder: { hidden_size: 4, embeddings: { embedding_dim: 4 } },
      },
      { sourceVocabularySize: 9, targetVocabularySize: 9 },
    );
    const tables = shared.parameters.filter(({ shape }) => shape.length === 2 && shape.includes(9));
    assert.deepEqual(
      tables.map(({ name }) => name),
      ['embeddings'],
    );
    const frozen = build({ encoder: { embeddings: { freeze: true } } }).parameters.filter(
      ({ trainable }) => !trainable,
    );
    assert.deepEqual(
      frozen.map(({ name }) => name),
      ['encoder.embeddings'],
    );
  });

  const contradictions: [string, ConfigInput['model'], RegExp][] = [
    [
      'attention with condition "init"',
      { decoder: { attention: 'dot', condition: 'init' } },
      /condition "init" leaves no step .* use "par" or "merge"/,
    ],
    [
      'input feeding without attention',
      { decoder: { input_feeding: true } },
      /input_feeding needs an attention/,
    ],
    [
      '"dot" with unequal widths',
      { encoder: { hidden_size: 8 }, decoder: { hidden_size: 6, attention: 'dot' } },
      /"dot" needs .* 8 and 6 units: use "general"/,
    ],
    [
      'init_hidden "last" with unequal widths',
      { encoder: { hidden_size: 4, bidirectional: true }, decoder: { hidden_size: 4, init_hidden: 'last' } },
      /"last" needs .* 8 and 4 units: use "bridge"/,
    ],
    [
      'a tied output layer with unequal widths',
      { tied_softmax: true, decoder: { hidden_size: 6, embeddings: { embedding_dim: 5 } } },
      /tied_softmax needs .* embedding_dim is 5 and hidden_size 6/,
    ],
    ['tied embeddings of two vocabularies', { tied_embeddings: true }, /set data\.share_vocab/],
  ];
  for (const [what, model, message] of contradictions)
    it(`refuses ${what} in words`, () => {
      assert.throws(() => build(model), message);
    });
});

describe('summarizeModel', () => {
  it('counts every parameter once and gives the shape of each layer', () => {
    const config = modelConfig({
      encoder: { num_layers: 2, bidirectional: true },
      decoder: { num_layers: 2, attention: 'general', input_feeding: true },
    });
    const layers = summarizeModel(config, vocabularies);
    const total = layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
    assert.equal(total, buildModel(config, vocabularies).parameterCount);
    assert.deepEqual(
      layers.map(({ name, outputShape }) => `${name} ${outputShape}`),
      [
        'encoder.embeddings [batch, source, 64]',
        'encoder.layers.0 [batch, source, 256]',
        'encoder.layers.1 [batch, source, 256]',
        'decoder.bridge [batch, 128]',
        'decoder.embeddings [batch, target, 64]',
        'decoder.layers.0 [batch, target, 128]',
        'decoder.layers.1 [batch, target, 128]',
        'decoder.attention [batch, target, source]',
        'decoder.attentional [batch, target, 128]',
        'decoder.output [batch, target, 12]',
      ],
    );
  });

  it('gives the places that convolutions leave of a picture, and as many to attention', () => {
    const config = modelConfig({
      encoder: { type: 'image', conv: [{ channels: 4, pool_size: 2 }, { channels: 6 }], projection: 5 },
      decoder: { attention: { type: 'glimpse' } },
    });
    const sizes = { ...vocabularies, picture: { height: 8, width: 6, channels: 3 } as const };
    const layers = summarizeModel(config, { ...sizes, sourceFeatureSize: 18 });
    const total = layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
    assert.equal(total, buildModel(config, sizes).parameterCount);
    assert.deepEqual(
      layers.map(({ name, outputShape }) => `${name} ${outputShape}`),
      [
        'encoder.conv.0 [batch, 4, 3, 4]',
        'encoder.conv.1 [batch, 4, 3, 6]',
        'encoder.projection [batch, 12, 5]',
        'decoder.bridge [batch, 128]',
        'decoder.embeddings [batch, target, 64]',
        'decoder.layers.0 [batch, target, 128]',
        'decoder.attention [batch, target, 12]',
        'decoder.attentional [batch, target, 128]',
        'decoder.output [batch, target, 12]',
      ],
    );
  });

  it('counts tied tables once', () => {
    const config = modelConfig({
      tied_embeddings: true,
      tied_softmax: true,
      encoder: { embeddings: { embedding_dim: 8 } },
      decoder: { hidden_size: 8, embeddings: { embedding_dim: 8 } },
    });
    const sizes = { sourceVocabularySize: 9, targetVocabularySize: 9 };
    const total = summarizeModel(config, sizes).reduce((sum, { parameterCount }) => sum + parameterCount, 0);
    assert.equal(total, buildModel(config, sizes).parameterCount);
  });
});
