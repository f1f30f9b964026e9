type Json = Readonly<Record<string, unknown>>;

const copies = { generator: 'copy', size: 50, symbols: 5, min_length: 1, max_length: 5 };
const texts = { train: 'train.tsv', dev: 'dev.tsv' };
const points = { generator: 'convex_hull', size: 50 };

/** What most cases are a change of. */
const plain: Json = { data: { train: copies, dev: copies } };

function merged(base: Json, change: Json): Json {
  const both = { ...base, ...change };
  for (const [key, value] of Object.entries(change)) {
    const below = base[key];
    if (isObject(below) && isObject(value)) Object.assign(both, { [key]: merged(below, value) });
  }
  return both;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const text = (change: Json, base: Json = plain): string =>
  `${JSON.stringify(merged(base, change), null, 2)}\n`;
const model = (encoder: Json, decoder: Json, rest: Json = {}): Json => ({
  model: { encoder, decoder, ...rest },
});
const decoder = (keys: Json, rest: Json = {}): Json => model({}, keys, rest);
const encoder = (keys: Json, rest: Json = {}): Json => model(keys, {}, rest);
const training = (keys: Json): Json => ({ training: keys });
const testing = (keys: Json): Json => ({ testing: keys });
const sides = (src: Json, trg: Json, more: Json = {}): Json => ({ data: { src, trg, ...more } });

const expecting = (...expect: readonly Json[]): Json => ({ expect });

const sweeping = (parameters: Json, rest: Json = {}): Json => ({ ...rest, sweep: { parameters } });
const manyNumbers = Array.from({ length: 40 }, (_, index) => index + 1);

const pictures = merged({ data: texts }, merged(sides({ level: 'image' }, {}), encoder({ type: 'image' })));
const vectors = merged({ data: texts }, sides({ level: 'vector' }, { level: 'word' }));
const pointers = merged({ data: texts }, sides({ level: 'vector' }, { level: 'pointer' }));
const machine = merged(plain, encoder({ type: 'ntm' }));
const drawing = merged({ data: texts }, decoder({ type: 'draw' }));
const language = { task: 'language_model', data: texts };
const aligned = { task: 'aligned', data: texts };
const files = { data: texts };
const bits = merged({ data: texts }, sides({ level: 'word' }, { level: 'word' }));

/** A config for every code that `parseConfig` finds: the code, and the text in which it is found. */
export const problemCases: readonly (readonly [code: string, text: string])[] = [
  ['aligned-level', text(sides({ level: 'bpe' }, {}), aligned)],
  ['aligned-reversed', text(sides({ reverse: true }, {}), aligned)],
  ['aligned-without-end', text(sides({ eos: false }, {}), aligned)],
  ['allowed-level', text(testing({ allowed: 'json' }), pointers)],
  ['allowed-level', text(testing({ allowed: 'tour' }))],
  ['allowed-not-regular', text(testing({ allowed: '/(a/' }))],
  ['attention-feeds-nowhere', text(decoder({ attention_feeds: 'all_layers', num_layers: 2 }))],
  [
    'attention-feeds-nowhere',
    text(decoder({ attention: 'dot', attention_feeds: 'all_layers', num_layers: 2 })),
  ],
  ['attention-size-without-effect', text(decoder({ attention: { type: 'dot', attention_size: 3 } }))],
  ['attention-with-init', text(decoder({ condition: 'init', attention: 'general' }))],
  ['attention-with-pre', text(decoder({ condition: 'pre', attention: 'general' }))],
  ['beam-groups-divide', text(testing({ beam_size: 5, beam_groups: 2 }))],
  ['bits-level', text(decoder({ embeddings: { type: 'bits' } }))],
  ['bits-level', text(decoder({ output: 'bits' }))],
  ['bits-tied-softmax', text(decoder({ output: 'bits', hidden_size: 64 }, { tied_softmax: true }), bits)],
  ['conv-without-type', text(encoder({ conv: [{ channels: 8 }] }))],
  [
    'copy-output',
    text(
      decoder({ attention: 'dot', copy_attn: true, output: 'bits' }),
      merged(bits, { data: { share_vocab: true } }),
    ),
  ],
  ['copy-vocabulary', text(decoder({ attention: 'dot', copy_attn: true }))],
  ['copy-without-attention', text(merged(decoder({ copy_attn: true }), { data: { share_vocab: true } }))],
  ['coverage-without-score-layer', text(decoder({ attention: 'dot', coverage_attn: true }))],
  ['document-with-bpe', text({ data: { train: 'book.txt', trg: { level: 'bpe' } } }, language)],
  ['dot-attention-sizes', text(model({ bidirectional: true }, { attention: 'dot' }))],
  ['draw-level', text(sides({}, { level: 'bpe' }), drawing)],
  ['draw-task', text({ task: 'aligned' }, drawing)],
  ['draw-with-ntm', text(encoder({ type: 'ntm' }), drawing)],
  ['draw-with-smoothing', text(training({ label_smoothing: 0.1 }), drawing)],
  [
    'draw-with-window',
    text(decoder({ attention: { type: 'general', window: { kind: 'monotonic' } } }), drawing),
  ],
  ['draw-without-type', text(decoder({ draw: { steps: 4 } }))],
  ['early-stopping-never', text(training({ updates: 500, early_stopping: { steps: 5 } }))],
  ['force-tokens-need-beam', text(testing({ force_tokens: ['a'] }))],
  ['frozen-zeros', text(encoder({ embeddings: { freeze: true } }, { embed_initializer: 'zeros' }))],
  [
    'generator-canvas',
    text({ data: { train: { generator: 'shapes', size: 9 }, src: { image_size: [8, 8] } } }, pictures),
  ],
  [
    'generator-colors',
    text({ data: { train: { generator: 'shapes', size: 9 }, src: { channels: 1 } } }, pictures),
  ],
  ['generator-level', text({ data: { src: { level: 'word' } } })],
  [
    'generator-level',
    text({ data: { train: { generator: 'dates', size: 9 }, src: { level: 'word' } } }, files),
  ],
  ['generator-level', text({ data: { train: { generator: 'shapes', size: 9 } } }, files)],
  ['generator-level', text({ data: { train: points } }, files)],
  [
    'generator-level',
    text({ data: { train: { generator: 'paintings', size: 9 }, trg: { level: 'word' } } }, files),
  ],
  ['generator-over-max-length', text(sides({ max_length: 3 }, {}))],
  ['generator-size', text({ data: { dev: { ...copies, size: 500_000 } } })],
  ['generator-task', text({ task: 'aligned', data: { train: { generator: 'dates', size: 9 } } }, files)],
  ['generator-task', text({ data: { train: { generator: 'textures', size: 9 } } }, files)],
  ['glimpse-without-picture', text(decoder({ attention: 'glimpse' }))],
  ['groups-without-diversity', text(testing({ beam_size: 4, beam_groups: 2, diversity_penalty: 0 }))],
  [
    'image-copy',
    text(
      decoder({ attention: 'general', copy_attn: true }, {}),
      merged(pictures, { data: { share_vocab: true } }),
    ),
  ],
  ['image-encoder', text(encoder({ type: 'recurrent' }), pictures)],
  ['image-encoder', text(encoder({ type: 'image' }))],
  ['image-init-hidden', text(decoder({ init_hidden: 'last' }), pictures)],
  ['image-pointer', text(sides({}, { level: 'pointer' }), pictures)],
  [
    'image-replace-unk',
    text(merged(testing({ replace_unk: true }), decoder({ attention: 'general' })), pictures),
  ],
  ['image-task', text({ task: 'aligned' }, pictures)],
  [
    'image-too-small',
    text(
      merged(
        sides({ image_size: [4, 4] }, {}),
        encoder({
          conv: [
            { channels: 8, pool_size: 2 },
            { channels: 8, pool_size: 4 },
          ],
        }),
      ),
      pictures,
    ),
  ],
  [
    'image-window',
    text(decoder({ attention: { type: 'general', window: { kind: 'monotonic' } } }), pictures),
  ],
  ['image-with-eos', text(sides({ eos: true }, {}), pictures)],
  ['init-hidden-sizes', text(decoder({ init_hidden: 'last', hidden_size: 64 }))],
  [
    'init-hidden-sizes',
    text(model({ bidirectional: 'bottom', num_layers: 2 }, { init_hidden: 'last', num_layers: 2 })),
  ],
  ['input-feeding-without-attention', text(decoder({ input_feeding: true }))],
  [
    'input-feeding-without-attentional',
    text(decoder({ attention: 'dot', input_feeding: true, attentional: 'none' })),
  ],
  ['label-smoothing-with-pointer', text(training({ label_smoothing: 0.1 }), pointers)],
  [
    'learning-rate-min-too-high',
    text(training({ scheduling: 'plateau', learning_rate: 0.001, learning_rate_min: 0.1 })),
  ],
  ['lengths-reversed', text({ data: { dev: { ...copies, min_length: 5, max_length: 2 } } })],
  [
    'metric-without-source',
    text(
      merged(training({ best_metric: 'sequence_accuracy' }), testing({ eval_metrics: ['bleu'] })),
      language,
    ),
  ],
  ['n-best-over-beam', text(testing({ n_best: 3 }))],
  ['needs-attention', text(testing({ beam_size: 4, coverage_beta: 0.2, replace_unk: true }))],
  ['nesterov-without-momentum', text(training({ optimizer: 'sgd', nesterov: true }))],
  ['no-effect', text(decoder({ attention: { type: 'dot', bias: true } }))],
  [
    'no-effect',
    text(decoder({ attention: { type: 'none', function: 'sparsemax', window: { kind: 'monotonic' } } })),
  ],
  ['no-effect', text(decoder({ attention: { type: 'dot', patch_size: 4 } }))],
  ['no-effect', text(decoder({ attention: { type: 'glimpse', function: 'sparsemax' } }), pictures)],
  ['no-effect', text(decoder({ attentional: 'none', residual: true, variational_dropout: true }))],
  ['no-effect', text(decoder({ attention: 'bahdanau', attention_feeds: 'all_layers' }))],
  ['no-effect', text(decoder({ init_hidden: 'zero', attention: 'general', bridge_activation: 'linear' }))],
  ['no-effect', text(encoder({ embeddings: { type: 'one_hot', freeze: true } }))],
  [
    'no-effect',
    text(
      encoder(
        { gru_reset: 'before', bidirectional: 'bottom', residual: true, pooling_size: 4 },
        { gru_gate_bias: 1 },
      ),
    ),
  ],
  [
    'no-effect',
    text(
      model(
        { rnn_type: 'gru' },
        { rnn_type: 'gru' },
        {
          lstm_forget_gate: 2,
          initializer: 'zeros',
          embed_initializer: 'zeros',
          init_gain: 2,
          init_weight: 2,
        },
      ),
    ),
  ],
  ['no-effect', text(sides({ image_size: [8, 8], vector_size: 3, bpe_merges: 5 }, {}))],
  [
    'no-effect',
    text(merged(sides({ lowercase: true }, {}), encoder({ num_layers: 2, residual: true })), pictures),
  ],
  ['no-effect', text(merged(sides({ voc_limit: 9 }, {}), encoder({ embeddings: { scale: true } })), vectors)],
  [
    'no-effect',
    text(
      decoder({ attention: 'dot', output: 'bits' }, { tied_softmax: true, embed_initializer: 'zeros' }),
      pointers,
    ),
  ],
  [
    'no-effect',
    text(
      model(
        { num_layers: 2, ntm: { controller: 'feed_forward' }, rnn_type: 'gru' },
        { previous_output: false, dropout: 0.1 },
      ),
      machine,
    ),
  ],
  ['no-effect', text(decoder({ dropout: 0.1, previous_output: false, embeddings: { embedding_dim: 3 } }))],
  ['no-effect', text(decoder({ dropout: 0.1, recurrent_dropout: 0.1 }, { tied_softmax: true }), drawing)],
  [
    'no-effect',
    text(decoder({ row_length: 4, residual: true, num_layers: 2 }, { init_rnn_orthogonal: true }), language),
  ],
  [
    'no-effect',
    text(
      merged(decoder({ hidden_size: 4 }, { tied_softmax: true }), encoder({ pooling: 'attention' })),
      aligned,
    ),
  ],
  [
    'no-effect',
    text(
      merged(decoder({ attention: 'dot', init_hidden: 'last' }), {
        data: { share_vocab: true, src: { reverse: true } },
      }),
      language,
    ),
  ],
  [
    'no-effect',
    text(sides({ level: 'bpe', bpe_merges: 9, codes_file: 'codes.txt' }, { level: 'bpe' }), { data: texts }),
  ],
  [
    'no-effect',
    text(training({ optimizer: 'sgd', adam_betas: [0.8, 0.9], patience: 3, lambda_coverage: 1 })),
  ],
  ['no-effect', text(training({ scheduling: 'noam', learning_rate: 0.01 }))],
  ['no-effect', text(testing({ beam_alpha: 1, diversity_penalty: 0.2, eval_metrics: ['loss'] }))],
  ['no-effect', text(testing({ generate_unk: false }), pointers)],
  [
    'no-effect',
    text(merged(testing({ replace_unk: true, generate_unk: false }), decoder({ attention: 'general' }))),
  ],
  ['ntm-task', text({ task: 'aligned' }, merged(aligned, encoder({ type: 'ntm' })))],
  [
    'ntm-tied-softmax',
    text({ model: { tied_softmax: true, decoder: { embeddings: { embedding_dim: 128 } } } }, machine),
  ],
  ['ntm-without-type', text(encoder({ ntm: { read_heads: 2 } }))],
  [
    'one-edge-symbol',
    text(
      merged(decoder({ output: 'bits' }), {
        data: { special_symbols: { pad_token: '.', bos_token: '.', eos_token: '.' } },
      }),
      bits,
    ),
  ],
  ['output-lengths-reversed', text(testing({ min_output_length: 9, max_output_length: 3 }))],
  ['plateau-never', text(training({ scheduling: 'plateau', updates: 900 }))],
  ['pointer-encoder', text(encoder({ type: 'ntm' }), pointers)],
  ['pointer-with-eos', text(sides({ level: 'char', eos: true }, {}), pointers)],
  ['pointer-with-reverse', text(sides({ reverse: true }, {}), pointers)],
  ['pointer-without-source', text(sides({}, { level: 'pointer' }), language)],
  ['pooling-unused', text(model({ pooling: 'attention' }, { init_hidden: 'zero', attention: 'general' }))],
  ['prefix-not-allowed', text(testing({ allowed: '/[0-9]+/', target_prefix: 'a' }))],
  [
    'pretrained-without-table',
    text(encoder({ embeddings: { type: 'one_hot', load_pretrained: 'glove.txt' } })),
  ],
  ['projection-unused', text(encoder({ projection: 16 }))],
  ['row-length-cell', text(decoder({ row_length: 4, rnn_type: 'gru' }), language)],
  ['row-length-task', text(decoder({ row_length: 4 }))],
  ['sampling-with-beam', text(testing({ beam_size: 4, top_k: 3, temperature: 0.5 }))],
  ['scheduled-sampling-incomplete', text(training({ scheduled_sampling_type: 'linear' }))],
  ['scheduled-sampling-incomplete', text(training({ scheduled_sampling_type: 'constant' }))],
  [
    'scheduled-sampling-k',
    text(training({ scheduled_sampling_type: 'exponential', scheduled_sampling_k: 5 })),
  ],
  [
    'scheduled-sampling-without-decoder',
    text(training({ scheduled_sampling_type: 'linear', scheduled_sampling_k: 0.1 }), aligned),
  ],
  [
    'scheduled-sampling-without-input',
    text(
      merged(
        training({ scheduled_sampling_type: 'linear', scheduled_sampling_k: 0.1 }),
        decoder({ previous_output: false }),
      ),
    ),
  ],
  [
    'scheduled-sampling-without-input',
    text(training({ scheduled_sampling_type: 'linear', scheduled_sampling_k: 0.1 }), drawing),
  ],
  [
    'shared-vocabulary-differs',
    text(sides({ lowercase: true, level: 'bpe', bpe_merges: 9 }, { level: 'bpe' }, { share_vocab: true }), {
      data: texts,
    }),
  ],
  ['source-unused', text(decoder({ init_hidden: 'zero' }))],
  ['special-symbols-equal', text({ data: { special_symbols: { bos_token: '</s>' } } })],
  [
    'tied-embeddings-differ',
    text(
      encoder({ embeddings: { embedding_dim: 32 } }, { tied_embeddings: true }),
      merged(plain, { data: { share_vocab: true } }),
    ),
  ],
  [
    'tied-embeddings-differ',
    text(
      decoder({ embeddings: { load_pretrained: 'glove.txt' } }, { tied_embeddings: true }),
      merged(plain, { data: { share_vocab: true } }),
    ),
  ],
  ['tied-embeddings-vocabulary', text({ model: { tied_embeddings: true } })],
  [
    'tied-embeddings-without-table',
    text(
      decoder({ embeddings: { type: 'one_hot' } }, { tied_embeddings: true }),
      merged(plain, { data: { share_vocab: true } }),
    ),
  ],
  ['tied-softmax-sizes', text({ model: { tied_softmax: true } })],
  [
    'tied-softmax-sizes',
    text(decoder({ attention: 'general', attentional: 'none' }, { tied_softmax: true })),
  ],
  ['tied-softmax-without-table', text(decoder({ embeddings: { type: 'one_hot' } }, { tied_softmax: true }))],
  ['tied-without-embeddings', text(decoder({ previous_output: false }, { tied_softmax: true }))],
  ['vectors-task', text({ task: 'language_model' }, vectors)],
  ['vectors-with-eos', text(sides({ eos: true }, {}), vectors)],
  ['warmup-never-ends', text(training({ scheduling: 'noam', updates: 900, learning_rate_warmup: 4000 }))],
  ['expect-two-kinds', text(expecting({ input: 'a', output: 'b', metric: 'loss', at_most: 1 }))],
  ['expect-incomplete', text(expecting({ at_least: 0.5 }))],
  ['expect-incomplete', text(expecting({ metric: 'loss' }, { name: 'nothing' }, { input: 'a' }))],
  ['expect-bounds-reversed', text(expecting({ metric: 'bleu', at_least: 50, at_most: 20 }))],
  ['expect-bound-range', text(expecting({ metric: 'sequence_accuracy', at_least: 95 }))],
  ['expect-task-metric', text(expecting({ metric: 'sequence_accuracy', at_least: 0.5 }), language)],
  ['expect-no-split', text(expecting({ metric: 'loss', at_most: 1, split: 'test' }))],
  [
    'expect-too-long',
    text(
      merged(
        sides({ max_length: 2 }, { max_length: 2 }),
        expecting({ input: 'abc', output: 'a' }, { input: 'a', output: 'abc' }),
      ),
      files,
    ),
  ],
  ['expect-twice', text(expecting({ input: 'a', output: 'b' }, { input: 'a', output: 'b' }))],
  ['expect-contradiction', text(expecting({ input: 'a', output: 'b' }, { input: 'a', output: 'c' }))],
  ['sweep-empty', text(sweeping({}))],
  ['sweep-fixed-key', text(sweeping({ name: ['a'], 'training.batch_size': [8] }))],
  ['sweep-fixed-key', text(sweeping({ 'testing.beam_size': [1, 2] }))],
  ['sweep-unknown-key', text(sweeping({ 'training.batchsize': [8, 16] }))],
  ['sweep-unknown-key', text(sweeping({ learning_rate: [0.1] }))],
  [
    'sweep-key-twice',
    text(sweeping({ 'model.decoder.attention': ['dot'], 'model.decoder.attention.type': ['general'] })),
  ],
  ['sweep-value-twice', text(sweeping({ 'training.batch_size': [8, 8] }))],
  ['sweep-value', text(sweeping({ 'training.batch_size': [8, 0] }))],
  ['sweep-value', text(sweeping({ 'training.batch_size': ['8'] }))],
  [
    'sweep-too-many',
    text(sweeping({ 'training.batch_size': manyNumbers, 'training.validation_freq': manyNumbers })),
  ],
  [
    'sweep-trial',
    text(
      sweeping(
        { 'model.encoder.hidden_size': [16, 32], 'model.decoder.hidden_size': [16, 32] },
        decoder({ attention: 'dot' }),
      ),
    ),
  ],
  ['unknown-key', text({ model: { encodr: { num_layers: 2 } } })],
  ['unknown-key', text({ hidden_size: 3, training: { seed: 3, frobnicate: true } })],
  ['missing-key', '{}'],
  ['missing-key', text({ data: { train: 'a.tsv' } }, {})],
  ['missing-key', text({ data: { train: { generator: 'copy' } } }, files)],
  ['missing-key', text(decoder({ attention: { type: 'general', window: {} } }))],
  [
    'invalid-value',
    text(encoder({ rnn_type: 'LTSM', num_layers: 2.5, hidden_size: '32', dropout: 3, bidirectional: 'yes' })),
  ],
  ['invalid-value', '[]'],
  [
    'duplicate-key',
    '{\n  "data": { "train": "a.tsv", "dev": "b.tsv" },\n  "name": "a", // first\n  "name": "b" // second\n}\n',
  ],
  ['syntax', ''],
  ['syntax', '{\n  "data": { "train": "a.tsv", "dev": "b.tsv" }\n  "name": "x",\n  "task" "aligned"\n}\n'],
  ['syntax', '{\n  "data": { "train": "a.tsv", "dev": "b.tsv" }'],
];
