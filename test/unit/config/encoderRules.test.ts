import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';

type Section = Readonly<Record<string, unknown>>;

const codesOf = (model: Section, data: Section = {}): string[] =>
  parseConfig(
    JSON.stringify({
      data: { train: 'train.tsv', dev: 'dev.tsv', src: { level: 'word' }, trg: { level: 'word' }, ...data },
      model,
    }),
  ).diagnostics.map(({ code, severity, path }) => `${severity} ${code} ${path.join('.')}`);

/** What a model must be told, and the nearest model that must pass. */
const cases: readonly {
  readonly name: string;
  readonly bad: Section;
  readonly good: Section;
  readonly code: string;
}[] = [
  {
    name: 'gru_reset without a GRU',
    bad: { decoder: { gru_reset: 'before' } },
    good: { decoder: { gru_reset: 'before', rnn_type: 'gru' } },
    code: 'warning no-effect model.decoder.gru_reset',
  },
  {
    name: 'gru_gate_bias without a GRU',
    bad: { gru_gate_bias: 1 },
    good: { gru_gate_bias: 1, encoder: { rnn_type: 'gru' } },
    code: 'warning no-effect model.gru_gate_bias',
  },
  {
    name: 'embed_initializer without embeddings that are learned',
    bad: {
      embed_initializer: 'normal',
      encoder: { embeddings: { type: 'one_hot' } },
      decoder: { previous_output: false },
    },
    good: { embed_initializer: 'normal', encoder: { embeddings: { type: 'one_hot' } } },
    code: 'warning no-effect model.embed_initializer',
  },
  {
    name: 'bidirectional "bottom" of one layer',
    bad: { encoder: { bidirectional: 'bottom' } },
    good: { encoder: { bidirectional: 'bottom', num_layers: 2 } },
    code: 'warning no-effect model.encoder.bidirectional',
  },
  {
    name: 'residual connections of one layer',
    bad: { encoder: { residual: true } },
    good: { encoder: { residual: true, num_layers: 2 } },
    code: 'warning no-effect model.encoder.residual',
  },
  {
    name: 'residual connections between layers of unequal widths alone',
    bad: { encoder: { residual: true, bidirectional: 'bottom', num_layers: 2 } },
    good: { encoder: { residual: true, bidirectional: 'bottom', num_layers: 3 } },
    code: 'warning no-effect model.encoder.residual',
  },
  {
    name: 'init_hidden "last" of a bottom layer that reads both ways',
    bad: {
      encoder: { bidirectional: 'bottom', num_layers: 2 },
      decoder: { num_layers: 2, init_hidden: 'last' },
    },
    good: {
      encoder: { bidirectional: 'bottom', num_layers: 2 },
      decoder: { num_layers: 1, init_hidden: 'last' },
    },
    code: 'error init-hidden-sizes model.decoder.init_hidden',
  },
  {
    name: 'a projection that nothing looks at',
    bad: { encoder: { projection: 8 } },
    good: { encoder: { projection: 8 }, decoder: { attention: 'general' } },
    code: 'error projection-unused model.encoder.projection',
  },
  {
    name: 'dot attention with projected outputs of another width',
    bad: { encoder: { projection: 8 }, decoder: { attention: 'dot' } },
    good: { encoder: { projection: 128, hidden_size: 60 }, decoder: { attention: 'dot' } },
    code: 'error dot-attention-sizes model.decoder.attention',
  },
  {
    name: 'pooling that nothing reads',
    bad: { encoder: { pooling: 'attention' }, decoder: { init_hidden: 'last' } },
    good: { encoder: { pooling: 'attention' } },
    code: 'error pooling-unused model.encoder.pooling',
  },
  {
    name: 'pooling_size without pooling',
    bad: { encoder: { pooling_size: 8 } },
    good: { encoder: { pooling_size: 8, pooling: 'attention' } },
    code: 'warning no-effect model.encoder.pooling_size',
  },
  {
    name: 'variational_dropout without dropout',
    bad: { encoder: { variational_dropout: true } },
    good: { encoder: { variational_dropout: true, recurrent_dropout: 0.2 } },
    code: 'warning no-effect model.encoder.variational_dropout',
  },
  {
    name: 'init_weight that only another initializer would read',
    bad: { init_weight: 0.5 },
    good: { init_weight: 0.5, bias_initializer: 'uniform' },
    code: 'warning no-effect model.init_weight',
  },
  {
    name: 'embedding_dim of one-hot tokens',
    bad: { encoder: { embeddings: { type: 'one_hot', embedding_dim: 8 } } },
    good: { encoder: { embeddings: { type: 'one_hot' } } },
    code: 'warning no-effect model.encoder.embeddings.embedding_dim',
  },
  {
    name: 'freeze of tokens of bits',
    bad: { encoder: { embeddings: { type: 'bits', freeze: true } } },
    good: { encoder: { embeddings: { type: 'bits' } } },
    code: 'warning no-effect model.encoder.embeddings.freeze',
  },
  {
    name: 'load_pretrained of one-hot tokens',
    bad: { decoder: { embeddings: { type: 'one_hot', load_pretrained: 'v.txt' } } },
    good: { decoder: { embeddings: { load_pretrained: 'v.txt' } } },
    code: 'error pretrained-without-table model.decoder.embeddings.load_pretrained',
  },
  {
    name: 'tied_softmax without learned embeddings',
    bad: { tied_softmax: true, decoder: { hidden_size: 64, embeddings: { type: 'one_hot' } } },
    good: { tied_softmax: true, decoder: { hidden_size: 64 } },
    code: 'error tied-softmax-without-table model.tied_softmax',
  },
];

describe('rules about the encoder, its cells and embeddings', () => {
  for (const { name, bad, good, code } of cases)
    it(`find ${name}`, () => {
      assert.deepEqual(codesOf(bad), [code]);
      assert.deepEqual(codesOf(good), []);
    });

  it('want one table for tied embeddings', () => {
    const tied = (encoder: Section, decoder: Section) =>
      codesOf(
        { tied_embeddings: true, encoder: { embeddings: encoder }, decoder: { embeddings: decoder } },
        { share_vocab: true },
      );
    assert.deepEqual(tied({ load_pretrained: 'v.txt' }, {}), []);
    assert.deepEqual(tied({}, { load_pretrained: 'v.txt' }), [
      'error tied-embeddings-differ model.decoder.embeddings.load_pretrained',
    ]);
    assert.deepEqual(tied({ type: 'one_hot' }, {}), [
      'error tied-embeddings-without-table model.encoder.embeddings.type',
    ]);
  });
});
