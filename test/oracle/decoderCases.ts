import type { ConfigInput } from '../../src/core/config/schema';
import { tutorialModels } from '../support/tutorialModels';
import { textCase, type TextCase } from './modelCase';

type Model = NonNullable<ConfigInput['model']>;
type Decoder = NonNullable<Model['decoder']>;

const small = { embeddings: { embedding_dim: 4 }, hidden_size: 6 };

function decoderCase(name: string, decoder: Decoder, rest: Omit<Model, 'decoder'> = {}): TextCase {
  return textCase(name, {
    initializer: 'uniform',
    embed_initializer: 'uniform',
    init_weight: 0.9,
    ...rest,
    encoder: { ...small, rnn_type: decoder.rnn_type ?? 'lstm', ...rest.encoder },
    decoder: { ...small, embeddings: { embedding_dim: 5 }, ...decoder },
  });
}

const cells = ['rnn', 'gru', 'lstm'] as const;
const scores = ['dot', 'scaled_dot', 'general', 'concat', 'bahdanau'] as const;

/** How the source enters, by what the decoder starts from. */
const beginnings = cells.flatMap((rnn_type) =>
  (['init', 'pre', 'par', 'merge'] as const).flatMap((condition) => [
    ...(['bridge', 'last', 'zero', 'learned'] as const).map((init_hidden) =>
      decoderCase(`${rnn_type}, ${condition}, ${init_hidden}`, {
        rnn_type,
        condition,
        init_hidden,
        num_layers: 2,
      }),
    ),
    decoderCase(`${rnn_type}, ${condition}, a linear bridge for each layer`, {
      rnn_type,
      condition,
      num_layers: 2,
      bridge_activation: 'linear',
      bridge_layers: 'each',
    }),
  ]),
);

/** Every score, before and after the step, with and without the attentional vector. */
const attentive = scores.flatMap((type) =>
  (['par', 'merge'] as const).flatMap((condition) =>
    (['tanh', 'none'] as const).map((attentional) =>
      decoderCase(`attention ${type}, ${condition}, attentional ${attentional}`, {
        rnn_type: 'gru',
        condition,
        attentional,
        attention: type,
        init_hidden: 'learned',
      }),
    ),
  ),
);

/** With weights that make a difference: the tutorial's are so small that gradients are rounding errors. */
const tutorials = Object.entries(tutorialModels).map(([name, { model }]) =>
  textCase(`tutorial: ${name}`, { ...model, init_weight: 0.6 }),
);

function withUpdates(cases: readonly TextCase[]): TextCase[] {
  return cases.map((one) => ({ ...one, training: { learning_rate: 0.01 }, updates: 20 }));
}

export const decoderCases: readonly TextCase[] = [
  ...beginnings,
  ...attentive,
  ...withUpdates(tutorials),
  ...(['concat', 'bahdanau'] as const).map((type) =>
    decoderCase(`a score layer of ${type} with biases`, {
      attention: { type, attention_size: 7, bias: true },
      condition: 'merge',
      input_feeding: true,
    }),
  ),
  ...cells.map((rnn_type) =>
    decoderCase(`${rnn_type} that reads the source alone`, {
      rnn_type,
      condition: 'par',
      previous_output: false,
      num_layers: 2,
    }),
  ),
  decoderCase('attention and the last attentional vector, but no previous output', {
    condition: 'par',
    attention: 'general',
    previous_output: false,
    input_feeding: true,
  }),
  ...(['init', 'merge', 'par'] as const).map((condition) =>
    decoderCase(`three residual layers, ${condition}`, { condition, residual: true, num_layers: 3 }),
  ),
  decoderCase('one encoder layer and three residual decoder layers with attention before the step', {
    residual: true,
    num_layers: 3,
    attention: 'bahdanau',
    input_feeding: true,
  }),
  ...[false, true].map((residual) =>
    decoderCase(
      `the context of the bottom layer's attention in all layers${residual ? ', residual' : ''}`,
      {
        attention: 'bahdanau',
        attention_feeds: 'all_layers',
        attentional: 'none',
        num_layers: 3,
        residual,
      },
      { encoder: { num_layers: 2, bidirectional: true } },
    ),
  ),
  ...(['par', 'merge'] as const).flatMap((condition) => [
    decoderCase(`sparsemax, ${condition}`, {
      condition,
      attention: { type: 'general', function: 'sparsemax' },
    }),
    ...(['monotonic', 'predictive'] as const).flatMap((kind) =>
      (['softmax', 'sparsemax'] as const).map((normalization) =>
        decoderCase(`a ${kind} window, ${normalization}, ${condition}`, {
          condition,
          attention: { type: 'dot', function: normalization, window: { kind, size: 2 } },
        }),
      ),
    ),
    ...(['concat', 'bahdanau'] as const).map((type) =>
      decoderCase(`coverage in the score of ${type}, ${condition}`, {
        condition,
        attention: { type, bias: true },
        coverage_attn: true,
      }),
    ),
    decoderCase(`copies of the source, ${condition}`, { condition, attention: 'general', copy_attn: true }),
  ]),
  decoderCase('copies with coverage and input feeding', {
    attention: { type: 'bahdanau', bias: true },
    coverage_attn: true,
    copy_attn: true,
    input_feeding: true,
  }),
  decoderCase('copies without a previous output', {
    condition: 'par',
    attention: 'dot',
    previous_output: false,
    copy_attn: true,
  }),
  decoderCase('no attentional vector and no attention', { condition: 'merge', attentional: 'none' }),
  ...withUpdates([
    decoderCase('the source as a first input', { condition: 'pre', init_hidden: 'learned' }),
    decoderCase('concat attention straight to the logits', {
      rnn_type: 'gru',
      attention: { type: 'concat', bias: true },
      attentional: 'none',
      init_hidden: 'learned',
    }),
    decoderCase('copies with coverage', { attention: 'bahdanau', coverage_attn: true, copy_attn: true }),
    decoderCase('sparsemax in a predictive window', {
      attention: { type: 'general', function: 'sparsemax', window: { kind: 'predictive', size: 3 } },
    }),
  ]),
];
