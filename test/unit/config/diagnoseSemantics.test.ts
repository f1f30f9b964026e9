import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';

type Section = Readonly<Record<string, unknown>>;

const files = { train: 'train.tsv', dev: 'dev.tsv' };
const edge = 'EDGE';
const oneEdge = { special_symbols: { pad_token: edge, bos_token: edge, eos_token: edge } };
const codesOf = (config: Section): string[] =>
  parseConfig(JSON.stringify({ data: files, ...config })).diagnostics.map(({ code, severity, path }) => {
    return `${severity} ${code} ${path.join('.')}`;
  });

/** What a config must be told, and the nearest config that must pass. */
const cases: readonly {
  readonly name: string;
  readonly bad: Section;
  readonly good: Section;
  readonly code: string;
}[] = [
  {
    name: 'tied_softmax with unequal sizes',
    bad: { model: { tied_softmax: true, decoder: { hidden_size: 64, embeddings: { embedding_dim: 32 } } } },
    good: { model: { tied_softmax: true, decoder: { hidden_size: 64, embeddings: { embedding_dim: 64 } } } },
    code: 'error tied-softmax-sizes model.tied_softmax',
  },
  {
    name: 'tied_embeddings without a shared vocabulary',
    bad: { model: { tied_embeddings: true } },
    good: { data: { ...files, share_vocab: true }, model: { tied_embeddings: true } },
    code: 'error tied-embeddings-vocabulary model.tied_embeddings',
  },
  {
    name: 'tied_embeddings of different widths',
    bad: {
      data: { ...files, share_vocab: true },
      model: { tied_embeddings: true, decoder: { embeddings: { embedding_dim: 32 } } },
    },
    good: { model: { decoder: { embeddings: { embedding_dim: 32 } } } },
    code: 'error tied-embeddings-differ model.decoder.embeddings.embedding_dim',
  },
  {
    name: 'one vocabulary of characters and words',
    bad: { data: { ...files, share_vocab: true, trg: { level: 'word' } } },
    good: { data: { ...files, share_vocab: true, src: { level: 'word' }, trg: { level: 'word' } } },
    code: 'error shared-vocabulary-differs data.trg.level',
  },
  {
    name: 'attention with condition "init"',
    bad: { model: { decoder: { attention: 'general', condition: 'init' } } },
    good: { model: { decoder: { attention: 'general', condition: 'merge' } } },
    code: 'error attention-with-init model.decoder.condition',
  },
  {
    name: 'input feeding without attention',
    bad: { model: { decoder: { input_feeding: true } } },
    good: { model: { decoder: { input_feeding: true, attention: 'bahdanau' } } },
    code: 'error input-feeding-without-attention model.decoder.input_feeding',
  },
  {
    name: '"dot" attention on a bidirectional encoder of the same width per direction',
    bad: {
      model: {
        encoder: { hidden_size: 64, bidirectional: true },
        decoder: { hidden_size: 64, attention: 'dot' },
      },
    },
    good: {
      model: {
        encoder: { hidden_size: 64, bidirectional: true },
        decoder: { hidden_size: 128, attention: 'dot' },
      },
    },
    code: 'error dot-attention-sizes model.decoder.attention',
  },
  {
    name: 'init_hidden "last" with unequal sizes',
    bad: { model: { encoder: { hidden_size: 64 }, decoder: { hidden_size: 32, init_hidden: 'last' } } },
    good: { model: { encoder: { hidden_size: 64 }, decoder: { hidden_size: 32, init_hidden: 'bridge' } } },
    code: 'error init-hidden-sizes model.decoder.init_hidden',
  },
  {
    name: 'a decoder that never sees the source',
    bad: { model: { decoder: { init_hidden: 'zero' } } },
    good: { model: { decoder: { init_hidden: 'zero', attention: 'general' } } },
    code: 'error source-unused model.decoder.init_hidden',
  },
  {
    name: 'a learned first state that is all the decoder has',
    bad: { model: { decoder: { init_hidden: 'learned' } } },
    good: { model: { decoder: { init_hidden: 'learned', condition: 'pre' } } },
    code: 'error source-unused model.decoder.init_hidden',
  },
  {
    name: 'attention with condition "pre"',
    bad: { model: { decoder: { attention: 'concat', condition: 'pre' } } },
    good: { model: { decoder: { condition: 'pre' } } },
    code: 'error attention-with-pre model.decoder.condition',
  },
  {
    name: 'input feeding without an attentional vector',
    bad: { model: { decoder: { input_feeding: true, attention: 'concat', attentional: 'none' } } },
    good: { model: { decoder: { attention: 'concat', attentional: 'none' } } },
    code: 'error input-feeding-without-attentional model.decoder.input_feeding',
  },
  {
    name: 'attentional without a context',
    bad: { model: { decoder: { condition: 'par', attentional: 'none' } } },
    good: { model: { decoder: { condition: 'merge', attentional: 'none' } } },
    code: 'warning no-effect model.decoder.attentional',
  },
  {
    name: 'tied_softmax of vectors that hold the context',
    bad: {
      model: {
        tied_softmax: true,
        encoder: { hidden_size: 32 },
        decoder: {
          hidden_size: 64,
          embeddings: { embedding_dim: 64 },
          attention: 'general',
          attentional: 'none',
        },
      },
    },
    good: {
      model: {
        tied_softmax: true,
        encoder: { hidden_size: 32 },
        decoder: {
          hidden_size: 64,
          embeddings: { embedding_dim: 96 },
          attention: 'general',
          attentional: 'none',
        },
      },
    },
    code: 'error tied-softmax-sizes model.tied_softmax',
  },
  {
    name: 'an activation without a bridge',
    bad: { model: { decoder: { init_hidden: 'last', bridge_activation: 'linear' } } },
    good: { model: { decoder: { bridge_activation: 'linear', bridge_layers: 'each' } } },
    code: 'warning no-effect model.decoder.bridge_activation',
  },
  {
    name: 'scaled products of vectors of two sizes',
    bad: { model: { decoder: { hidden_size: 64, attention: 'scaled_dot' } } },
    good: { model: { decoder: { hidden_size: 64, attention: 'concat' } } },
    code: 'error dot-attention-sizes model.decoder.attention',
  },
  {
    name: 'biases of a score layer that is not there',
    bad: { model: { decoder: { attention: { type: 'dot', bias: true } } } },
    good: { model: { decoder: { attention: { type: 'concat', bias: true } } } },
    code: 'error no-effect model.decoder.attention.bias',
  },
  {
    name: 'attention_size with a score that has no such layer',
    bad: { model: { decoder: { attention: { type: 'general', attention_size: 8 } } } },
    good: { model: { decoder: { attention: { type: 'bahdanau', attention_size: 8 } } } },
    code: 'error attention-size-without-effect model.decoder.attention.attention_size',
  },
  {
    name: 'frozen embeddings of zeros',
    bad: { model: { embed_initializer: 'zeros', encoder: { embeddings: { freeze: true } } } },
    good: { model: { encoder: { embeddings: { freeze: true } } } },
    code: 'error frozen-zeros model.encoder.embeddings.freeze',
  },
  {
    name: 'init_gain without a xavier initializer',
    bad: { model: { initializer: 'normal', embed_initializer: 'normal', init_gain: 2 } },
    good: { model: { initializer: 'normal', embed_initializer: 'xavier_normal', init_gain: 2 } },
    code: 'warning no-effect model.init_gain',
  },
  {
    name: 'init_weight without an initializer it scales',
    bad: { model: { init_weight: 0.1 } },
    good: { model: { initializer: 'uniform', init_weight: 0.1 } },
    code: 'warning no-effect model.init_weight',
  },
  {
    name: 'lstm_forget_gate without an LSTM',
    bad: { model: { lstm_forget_gate: 2, encoder: { rnn_type: 'gru' }, decoder: { rnn_type: 'rnn' } } },
    good: { model: { lstm_forget_gate: 2, encoder: { rnn_type: 'gru' } } },
    code: 'warning no-effect model.lstm_forget_gate',
  },
  {
    name: 'lstm_forget_gate of an encoder that a language model does not have',
    bad: {
      task: 'language_model',
      model: { lstm_forget_gate: 2, encoder: {}, decoder: { rnn_type: 'gru' } },
    },
    good: { task: 'language_model', model: { lstm_forget_gate: 2 } },
    code: 'warning no-effect model.lstm_forget_gate',
  },
  {
    name: 'dropout of a decoder of one layer that reads no words',
    bad: { model: { decoder: { previous_output: false, dropout: 0.1 } } },
    good: { model: { decoder: { previous_output: false, dropout: 0.1, num_layers: 2 } } },
    code: 'error no-effect model.decoder.dropout',
  },
  {
    name: 'adam_betas with sgd',
    bad: { training: { optimizer: 'sgd', adam_betas: [0.9, 0.98] } },
    good: { training: { adam_betas: [0.9, 0.98] } },
    code: 'warning no-effect training.adam_betas',
  },
  {
    name: 'momentum with adam',
    bad: { training: { momentum: 0.9 } },
    good: { training: { momentum: 0.9, optimizer: 'rmsprop' } },
    code: 'error no-effect training.momentum',
  },
  {
    name: 'nesterov with rmsprop',
    bad: { training: { momentum: 0.9, nesterov: true, optimizer: 'rmsprop' } },
    good: { training: { momentum: 0.9, nesterov: true, optimizer: 'sgd' } },
    code: 'error no-effect training.nesterov',
  },
  {
    name: 'nesterov without momentum',
    bad: { training: { nesterov: true, optimizer: 'sgd' } },
    good: { training: { nesterov: true, optimizer: 'sgd', momentum: 0.5 } },
    code: 'error nesterov-without-momentum training.nesterov',
  },
  {
    name: 'patience without a schedule',
    bad: { training: { patience: 3 } },
    good: { training: { patience: 3, scheduling: 'plateau' } },
    code: 'error no-effect training.patience',
  },
  {
    name: 'a warm-up with a schedule that has none',
    bad: { training: { scheduling: 'exponential', learning_rate_warmup: 100 } },
    good: { training: { scheduling: 'noam', learning_rate_warmup: 100 } },
    code: 'error no-effect training.learning_rate_warmup',
  },
  {
    name: 'a learning rate with noam',
    bad: { training: { scheduling: 'noam', learning_rate: 0.01 } },
    good: { training: { scheduling: 'warmupinversesquareroot', learning_rate: 0.01 } },
    code: 'error no-effect training.learning_rate',
  },
  {
    name: 'a lowest learning rate that is not below the first',
    bad: { training: { scheduling: 'decaying', learning_rate: 0.01, learning_rate_min: 0.01 } },
    good: { training: { scheduling: 'decaying', learning_rate: 0.01, learning_rate_min: 0.009 } },
    code: 'error learning-rate-min-too-high training.learning_rate_min',
  },
  {
    name: 'a warm-up longer than the training',
    bad: { training: { scheduling: 'cosine', updates: 100, learning_rate_warmup: 100 } },
    good: { training: { scheduling: 'cosine', updates: 101, learning_rate_warmup: 100 } },
    code: 'warning warmup-never-ends training.learning_rate_warmup',
  },
  {
    name: 'a plateau that can not be noticed in time',
    bad: { training: { scheduling: 'plateau', patience: 3, updates: 500 } },
    good: { training: { scheduling: 'plateau', patience: 3, updates: 501 } },
    code: 'warning plateau-never training.scheduling',
  },
  {
    name: 'scheduled sampling without its number',
    bad: { training: { scheduled_sampling_type: 'linear' } },
    good: { training: { scheduled_sampling_type: 'linear', scheduled_sampling_k: 0.001 } },
    code: 'error scheduled-sampling-incomplete training.scheduled_sampling_type',
  },
  {
    name: 'scheduled sampling with a constant probability that is not given',
    bad: { training: { scheduled_sampling_type: 'constant' } },
    good: { training: { scheduled_sampling_type: 'constant', scheduled_sampling_read_probability: 0.8 } },
    code: 'error scheduled-sampling-incomplete training.scheduled_sampling_type',
  },
  {
    name: 'scheduled sampling by a power that does not fall',
    bad: { training: { scheduled_sampling_type: 'exponential', scheduled_sampling_k: 1 } },
    good: { training: { scheduled_sampling_type: 'inverse_sigmoid', scheduled_sampling_k: 1 } },
    code: 'error scheduled-sampling-k training.scheduled_sampling_k',
  },
  {
    name: 'scheduled sampling without a decoder',
    bad: {
      task: 'aligned',
      training: { scheduled_sampling_type: 'linear', scheduled_sampling_k: 0.001 },
    },
    good: { task: 'aligned' },
    code: 'error scheduled-sampling-without-decoder training.scheduled_sampling_type',
  },
  {
    name: 'scheduled sampling for a decoder that reads nothing',
    bad: {
      model: { decoder: { previous_output: false } },
      training: { scheduled_sampling_type: 'linear', scheduled_sampling_k: 0.001 },
    },
    good: { training: { scheduled_sampling_type: 'linear', scheduled_sampling_k: 0.001 } },
    code: 'error scheduled-sampling-without-input training.scheduled_sampling_type',
  },
  {
    name: 'a probability of reading the reference without scheduled sampling',
    bad: { training: { scheduled_sampling_read_probability: 0.5 } },
    good: { training: {} },
    code: 'error no-effect training.scheduled_sampling_read_probability',
  },
  {
    name: 'early stopping that can never stop',
    bad: { training: { updates: 500, validation_freq: 100, early_stopping: { steps: 5 } } },
    good: { training: { updates: 501, validation_freq: 100, early_stopping: { steps: 5 } } },
    code: 'warning early-stopping-never training.early_stopping',
  },
  {
    name: 'more hypotheses than the beam holds',
    bad: { testing: { beam_size: 4, n_best: 5 } },
    good: { testing: { beam_size: 5, n_best: 5 } },
    code: 'error n-best-over-beam testing.n_best',
  },
  {
    name: 'a length penalty for greedy decoding',
    bad: { testing: { beam_alpha: 0.6 } },
    good: { testing: { beam_alpha: 0.6, beam_size: 2 } },
    code: 'warning no-effect testing.beam_alpha',
  },
  {
    name: 'two special symbols of one spelling',
    bad: { data: { ...files, special_symbols: { pad_token: 'EDGE', eos_token: 'EDGE' } } },
    good: { data: { ...files, special_symbols: { pad_token: 'PAD', eos_token: 'EDGE' } } },
    code: 'error special-symbols-equal data.special_symbols.eos_token',
  },
  {
    name: 'one symbol for all edges where words are copied',
    bad: {
      data: { ...files, ...oneEdge, share_vocab: true },
      model: { decoder: { attention: 'dot', copy_attn: true } },
    },
    good: {
      data: { ...files, ...oneEdge, share_vocab: true },
      model: { decoder: { attention: 'dot' } },
    },
    code: 'error one-edge-symbol data.special_symbols.eos_token',
  },
  {
    name: 'a generator with min_length above max_length',
    bad: { data: { ...files, dev: { generator: 'copy', size: 5, min_length: 6, max_length: 5 } } },
    good: { data: { ...files, dev: { generator: 'copy', size: 5, min_length: 5, max_length: 5 } } },
    code: 'error lengths-reversed data.dev.min_length',
  },
  {
    name: 'more pairs than a generator has',
    bad: { data: { ...files, train: { generator: 'addition', digits: 1, size: 101 } } },
    good: { data: { ...files, train: { generator: 'addition', digits: 1, size: 100 } } },
    code: 'error generator-size data.train.size',
  },
  {
    name: 'dates read by the word',
    bad: { data: { ...files, train: { generator: 'dates', size: 5 }, src: { level: 'word' } } },
    good: { data: { ...files, train: { generator: 'dates', size: 5 } } },
    code: 'error generator-level data.train.generator',
  },
  {
    name: 'a generator of sequences longer than max_length',
    bad: {
      data: { ...files, train: { generator: 'copy', size: 5, max_length: 20 }, trg: { max_length: 19 } },
    },
    good: {
      data: { ...files, train: { generator: 'copy', size: 5, max_length: 20 }, trg: { max_length: 20 } },
    },
    code: 'warning generator-over-max-length data.trg.max_length',
  },
];

describe('diagnoseSemantics', () => {
  for (const { name, bad, good, code } of cases) {
    it(`reports ${name}`, () => assert.deepEqual(codesOf(bad), [code]));
    it(`does not report the nearest thing to ${name} that works`, () => assert.deepEqual(codesOf(good), []));
  }

  it('does not warn of a default without effect, written or not', () => {
    assert.deepEqual(
      codesOf({ training: { optimizer: 'sgd', adam_betas: [0.9, 0.999] }, model: { initializer: 'normal' } }),
      [],
    );
  });

  it('marks the written symbol when it clashes with a default', () => {
    const bad = { data: { ...files, special_symbols: { unk_token: '<s>' } } };
    assert.deepEqual(codesOf(bad), ['error special-symbols-equal data.special_symbols.unk_token']);
  });
});
