import type { ConfigInput } from '../../../src/core/config/schema';

type Training = NonNullable<ConfigInput['training']>;
type Model = NonNullable<ConfigInput['model']>;

/** A config in which keys are changed one at a time. */
export interface WalkContext {
  readonly name: string;
  readonly config: ConfigInput;
  /** Which keys are walked: those whose path begins with one of these. */
  readonly walked: readonly string[];
  /** Which of these are walked in other configs alone: what they do needs trainings. */
  readonly without?: readonly string[];
}

const lstm = { rnn_type: 'lstm', hidden_size: 4, embeddings: { embedding_dim: 4 } } as const;
const gru = { ...lstm, rnn_type: 'gru' } as const;
const rnn = { ...lstm, rnn_type: 'rnn' } as const;
const initial = { initializer: 'uniform', embed_initializer: 'uniform', init_weight: 0.9 } as const;
const short = {
  learning_rate: 0.1,
  batch_size: 4,
  length_bucket_width: 5,
  updates: 5,
  validation_freq: 2,
  logging_freq: 3,
};
const copies = { generator: 'copy', symbols: 4, min_length: 1, max_length: 4 } as const;
const letters = { train: { ...copies, size: 9 }, dev: { ...copies, size: 4 } } as const;
const level = { level: 'word' } as const;
const sentences = { train: 'words.tsv', dev: 'dev.tsv', src: level, trg: level } as const;
const pictures = {
  train: 'pictures.tsv',
  dev: 'pictures.tsv',
  src: { level: 'image', image_size: [4, 4], channels: 1 },
  trg: level,
} as const satisfies ConfigInput['data'];

function context(name: string, walked: string, config: Partial<ConfigInput>): WalkContext {
  return {
    name,
    walked: walked.split(' '),
    config: { data: letters, ...config, training: { ...short, ...config.training } },
  };
}

const attention: Model = {
  encoder: { ...lstm, dropout: 0.1 },
  decoder: {
    ...lstm,
    attention: { type: 'bahdanau' },
    input_feeding: true,
    dropout: 0.1,
    hidden_dropout: 0.1,
  },
};

const keysOf = (section: string, keys: string): string =>
  keys
    .split(' ')
    .map((key) => `${section}.${key}`)
    .join(' ');
const coverage = `training.lambda_coverage ${keysOf('model.decoder', 'attention coverage_attn copy_attn output')}`;
const depth = [
  keysOf('model.encoder', 'num_layers bidirectional residual'),
  keysOf('model.decoder', 'num_layers residual attention_feeds condition init_hidden'),
].join(' ');
/** Decoding without force_tokens: a beam that keeps all tokens there are has them anyway. */
const oneText = keysOf(
  'testing',
  'beam_size n_best temperature target_prefix max_output_length generate_unk',
);

const models: readonly WalkContext[] = [
  context('attention before the step', 'random_seed model.decoder', {
    model: attention,
  }),
  context('attention after the step', 'task model', {
    data: { ...letters, share_vocab: true },
    model: {
      encoder: { ...gru, num_layers: 2, bidirectional: true, hidden_size: 2 },
      decoder: { ...gru, num_layers: 2, attention: { type: 'general' } },
    },
  }),
  context('no attention', 'data task model training testing.eval_metrics', {
    data: { ...sentences, special_symbols: {} },
    model: { ...initial, encoder: { hidden_size: 4 }, decoder: { hidden_size: 4 } },
    training: { early_stopping: { min_improvement: 1000 } },
    testing: { max_output_length: 3 },
  }),
  context('coverage and copies', coverage, {
    data: { ...letters, share_vocab: true },
    model: {
      ...initial,
      encoder: lstm,
      decoder: { ...lstm, attention: { type: 'concat' }, coverage_attn: true, copy_attn: true },
    },
  }),
  context('a window', 'model.decoder.attention model.decoder.condition', {
    model: {
      encoder: lstm,
      decoder: { ...lstm, attention: { type: 'dot', window: { kind: 'predictive', size: 1 } } },
    },
  }),
  context('a deep stack', depth, {
    model: {
      encoder: { ...lstm, num_layers: 3, bidirectional: 'bottom', residual: true },
      decoder: {
        ...lstm,
        num_layers: 2,
        residual: true,
        attention: { type: 'bahdanau' },
        attention_feeds: 'all_layers',
      },
    },
  }),
  context('one vector by pooling', 'model.encoder model.gru_gate_bias model.decoder.init_hidden', {
    model: {
      encoder: {
        ...gru,
        gru_reset: 'before',
        pooling: 'attention',
        projection: 3,
        initial_state: 'learned',
        recurrent_dropout: 0.2,
      },
      decoder: { ...gru, recurrent_dropout: 0.2, bridge_layers: 'each' },
    },
  }),
  context('one-hot tokens and no previous output', 'model', {
    model: {
      encoder: { ...lstm, embeddings: { type: 'one_hot' } },
      decoder: {
        rnn_type: 'lstm',
        hidden_size: 4,
        condition: 'par',
        init_hidden: 'zero',
        previous_output: false,
      },
    },
  }),
  context('tied embeddings', 'data.share_vocab model', {
    data: { ...sentences, share_vocab: true },
    model: {
      tied_embeddings: true,
      tied_softmax: true,
      encoder: lstm,
      decoder: { ...lstm, attention: { type: 'scaled_dot', function: 'sparsemax' } },
    },
  }),
  context('pieces of words', 'data.src data.trg model.encoder.embeddings model.decoder.embeddings', {
    data: { ...sentences, src: { level: 'bpe' }, trg: { level: 'bpe' } },
    model: { encoder: lstm, decoder: lstm },
  }),
  context('a pointer network', 'data.src data.trg task model testing', {
    data: {
      train: { generator: 'sorting', size: 8, min_length: 2, max_length: 4 },
      dev: { generator: 'sorting', size: 4, min_length: 2, max_length: 4 },
      src: { level: 'vector', vector_size: 1 },
      trg: { level: 'pointer' },
    },
    model: { encoder: { ...lstm, bidirectional: true }, decoder: lstm },
    testing: { beam_size: 2, n_best: 2 },
  }),
  context('a Neural Turing Machine', 'data.src data.trg task model', {
    data: {
      train: { generator: 'ntm_copy', size: 6, bits: 2, max_length: 3 },
      dev: { generator: 'ntm_copy', size: 2, bits: 2, max_length: 3 },
      src: level,
      trg: level,
    },
    model: {
      encoder: {
        ...lstm,
        type: 'ntm',
        embeddings: { type: 'bits' },
        ntm: { memory_rows: 4, memory_width: 2 },
      },
      decoder: { output: 'bits', previous_output: false },
    },
  }),
  context('a language model', `data task model training.best_metric training.early_stopping ${oneText}`, {
    task: 'language_model',
    data: { train: 'lives.tsv', dev: 'lives-dev.tsv', trg: level },
    model: { ...initial, decoder: lstm },
    testing: { beam_size: 12, n_best: 12 },
    training: { early_stopping: { min_improvement: 1000 } },
  }),
  context('targets as long as sources', 'data task model training.early_stopping testing.eval_metrics', {
    task: 'aligned',
    data: {
      train: { generator: 'aligned_addition', size: 8, max_length: 3 },
      dev: { generator: 'aligned_addition', size: 4, max_length: 3 },
      src: level,
      trg: level,
    },
    model: { encoder: { ...gru, num_layers: 2 } },
    training: { early_stopping: { min_improvement: 1000 } },
  }),
  context('pictures', 'data.src task model', {
    data: pictures,
    model: {
      encoder: { type: 'image', conv: [{ channels: 2, pool_size: 2 }] },
      decoder: { ...lstm, attention: { type: 'bahdanau' } },
    },
  }),
  context('a glimpse', 'model.decoder.attention model.decoder.condition model.decoder.copy_attn', {
    data: pictures,
    model: {
      encoder: { type: 'image', conv: [{ channels: 2 }] },
      decoder: { ...lstm, attention: { type: 'glimpse', patch_size: 2 } },
    },
  }),
  context(
    'a machine of default size',
    'model.encoder.type model.decoder.output model.decoder.previous_output',
    {
      data: {
        train: { generator: 'ntm_copy', size: 4, bits: 2, max_length: 3 },
        dev: { generator: 'ntm_copy', size: 2, bits: 2, max_length: 3 },
        src: level,
        trg: level,
      },
      model: { encoder: { type: 'ntm', hidden_size: 4 } },
    },
  ),
  context('drawn pictures', 'data.src', {
    data: {
      train: { generator: 'shapes', size: 3 },
      dev: { generator: 'shapes', size: 2 },
      src: { level: 'image', image_size: [16, 16] },
      trg: level,
    },
    model: {
      encoder: { type: 'image', conv: [{ channels: 2, stride: 8 }] },
      decoder: { ...lstm, attention: { type: 'bahdanau' } },
    },
  }),
  context('a canvas', 'task model.decoder', {
    data: {
      train: { generator: 'drawings', size: 4 },
      dev: { generator: 'drawings', size: 2 },
      src: level,
      trg: { level: 'char' },
    },
    model: { encoder: lstm, decoder: { type: 'draw', hidden_size: 4, draw: { steps: 2, patch_size: 2 } } },
  }),
  context('pixels', 'model.decoder', {
    task: 'language_model',
    data: {
      train: { generator: 'textures', size: 4, width: 3, height: 2 },
      dev: { generator: 'textures', size: 2, width: 3, height: 2 },
    },
    model: { decoder: { ...lstm, row_length: 3 } },
  }),
];

type Keys = readonly (keyof Training)[];
const rates: Keys = [
  'scheduling',
  'patience',
  'decrease_factor',
  'decaying_step_size',
  'start_decay_at',
  'learning_rate',
  'learning_rate_warmup',
  'learning_rate_factor',
  'learning_rate_decay_length',
  'learning_rate_min',
];
const sampling: Keys = [
  'scheduled_sampling_type',
  'scheduled_sampling_k',
  'scheduled_sampling_read_probability',
];
const updates: Keys = [
  'optimizer',
  'adam_betas',
  'momentum',
  'nesterov',
  'weight_decay',
  'clip_grad_norm',
  'clip_grad_val',
  'normalization',
  'batch_multiplier',
  'moving_average_decay',
];

const trainings: readonly (readonly [Keys, Training])[] = [
  [rates, { scheduling: 'plateau', patience: 0, validation_freq: 1, learning_rate: 5 }],
  [rates, { scheduling: 'exponential' }],
  [rates, { scheduling: 'decaying', decaying_step_size: 1 }],
  [rates, { scheduling: 'halving', start_decay_at: 0 }],
  [rates, { scheduling: 'cosine' }],
  [rates, { scheduling: 'noam', learning_rate: 0.001, learning_rate_warmup: 2 }],
  [rates, { scheduling: 'warmupexponentialdecay', learning_rate_warmup: 2, learning_rate_decay_length: 5 }],
  [rates, { scheduling: 'warmupinversesquareroot', learning_rate_warmup: 2 }],
  [sampling, { scheduled_sampling_type: 'constant', scheduled_sampling_read_probability: 0.5 }],
  [sampling, { scheduled_sampling_type: 'linear', scheduled_sampling_k: 0.1 }],
  [sampling, { scheduled_sampling_type: 'exponential', scheduled_sampling_k: 0.9 }],
  [sampling, { scheduled_sampling_type: 'inverse_sigmoid', scheduled_sampling_k: 5 }],
  [updates, { optimizer: 'adamw', weight_decay: 0.1 }],
  [updates, { optimizer: 'sgd', momentum: 0.9 }],
  [updates, { optimizer: 'adadelta' }],
  [updates, { optimizer: 'adagrad' }],
  [updates, { optimizer: 'rmsprop', batch_multiplier: 2 }],
  [updates, { moving_average_decay: 0.9, clip_grad_norm: 1 }],
];

const searches: readonly (readonly [string, NonNullable<ConfigInput['testing']>])[] = [
  ['greedy search', {}],
  ['a beam', { beam_size: 4, n_best: 2 }],
  ['diverse beams', { beam_size: 4, n_best: 4, beam_groups: 2 }],
  ['sampling', { temperature: 1.5, top_k: 5, top_p: 0.9, n_best: 2 }],
  ['a prefix that the vocabulary lacks', { target_prefix: 'z' }],
];

export const walkContexts: readonly WalkContext[] = [
  ...models,
  ...trainings.map(([keys, training]) =>
    context(`training with ${JSON.stringify(training)}`, keys.map((key) => `training.${key}`).join(' '), {
      model: { encoder: rnn, decoder: rnn },
      training,
    }),
  ),
  ...searches.map(([name, testing]) => ({
    ...context(name, 'testing', { model: { ...attention, ...initial }, testing }),
    without: ['testing.eval_metrics'],
  })),
];
