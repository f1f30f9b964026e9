import type { ConfigInput } from '../../src/core/config/schema';

/** Words of up to five letters, and the same backwards. */
export const reverseData = (size: number) => ({
  generator: 'reverse' as const,
  size,
  symbols: 5,
  min_length: 1,
  max_length: 5,
});

/** Learns to write short words backwards, well enough within seconds. */
export const reverseConfig: ConfigInput = {
  data: { train: reverseData(1500), dev: reverseData(50) },
  model: {
    encoder: { rnn_type: 'gru', hidden_size: 24, bidirectional: true, embeddings: { embedding_dim: 16 } },
    decoder: {
      rnn_type: 'gru',
      hidden_size: 48,
      attention: 'bahdanau',
      embeddings: { embedding_dim: 16 },
    },
  },
  training: {
    learning_rate: 0.01,
    clip_grad_norm: 1,
    batch_size: 32,
    updates: 150,
    validation_freq: 50,
    print_valid_sents: 4,
  },
};

const attendingModel = (hidden_size: number): ConfigInput['model'] => ({
  encoder: { rnn_type: 'gru', hidden_size, embeddings: { embedding_dim: 8 } },
  decoder: { rnn_type: 'gru', hidden_size, attention: 'dot', embeddings: { embedding_dim: 8 } },
});

/** Trains until it is stopped. */
export const endlessConfig: ConfigInput = {
  data: { train: reverseData(200), dev: reverseData(10) },
  model: attendingModel(8),
  training: {
    batch_size: 8,
    updates: 1_000_000,
    validation_freq: 20,
    logging_freq: 5,
    print_valid_sents: 2,
  },
};

/** The same in steps that are long enough to look on, and few enough to be made again. */
export const slowEndlessConfig: ConfigInput = {
  ...endlessConfig,
  model: attendingModel(96),
  training: { batch_size: 64, updates: 1_000_000, validation_freq: 100, logging_freq: 5 },
};
