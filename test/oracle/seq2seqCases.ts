import type { AttentionType, RnnType } from '../../src/core/config/schema';
import { textCase, type TextCase } from './modelCase';

export const cells: readonly RnnType[] = ['rnn', 'gru', 'lstm'];
export const stacks = ['unidirectional', 'bidirectional', 'two layers'] as const;
export type Stack = (typeof stacks)[number];
export const attentions: readonly AttentionType[] = ['none', 'dot', 'general', 'bahdanau'];

/** Every way in which a decoder can be set up with this cell, encoder and attention. */
export function decoderCases(cell: RnnType, stack: Stack, attention: AttentionType): TextCase[] {
  const conditions = attention === 'none' ? (['init', 'par', 'merge'] as const) : (['par', 'merge'] as const);
  const feedings = attention === 'none' ? [false] : [false, true];
  return conditions.flatMap((condition) =>
    feedings.flatMap((input_feeding) =>
      (['bridge', 'last', 'zero'] as const).map((init_hidden) => {
        const bidirectional = stack === 'bidirectional';
        const num_layers = stack === 'two layers' ? 2 : 1;
        // Equal widths where they must be, unequal ones elsewhere.
        const equalWidths = init_hidden === 'last' || attention === 'dot';
        const encoderUnits = bidirectional ? (equalWidths ? 3 : 4) : equalWidths ? 6 : 5;
        return textCase(`${condition}, ${init_hidden}${input_feeding ? ', input feeding' : ''}`, {
          initializer: 'uniform',
          embed_initializer: 'uniform',
          init_weight: 0.9,
          encoder: {
            rnn_type: cell,
            hidden_size: encoderUnits,
            num_layers,
            bidirectional,
            embeddings: { embedding_dim: 4 },
          },
          decoder: {
            rnn_type: cell,
            hidden_size: 6,
            num_layers,
            condition,
            init_hidden,
            attention: attention === 'bahdanau' ? { type: attention, attention_size: 7 } : attention,
            input_feeding,
            embeddings: { embedding_dim: 5 },
          },
        });
      }),
    ),
  );
}

export const small = { embeddings: { embedding_dim: 4 }, hidden_size: 6 };

/** What the grid leaves out. */
export const otherCases: readonly TextCase[] = [
  textCase('tied, scaled embeddings and a tied output layer', {
    tied_embeddings: true,
    tied_softmax: true,
    encoder: { embeddings: { embedding_dim: 6, scale: true }, hidden_size: 5 },
    decoder: { embeddings: { embedding_dim: 6, scale: true }, hidden_size: 6, attention: 'general' },
  }),
  textCase('a decoder deeper than its encoder takes over the last states from the top', {
    encoder: { ...small, num_layers: 1 },
    decoder: { ...small, num_layers: 2, init_hidden: 'last' },
  }),
  textCase('an encoder deeper than its decoder hands over the states of its top layers', {
    encoder: { ...small, num_layers: 3 },
    decoder: { ...small, num_layers: 2, init_hidden: 'last', attention: 'dot' },
  }),
  textCase('an LSTM decoder after a GRU encoder starts its memory from h', {
    encoder: { ...small, rnn_type: 'gru' },
    decoder: { ...small, rnn_type: 'lstm', init_hidden: 'last' },
  }),
  textCase('a GRU decoder after a bidirectional LSTM encoder', {
    encoder: { ...small, hidden_size: 3, bidirectional: true, num_layers: 2 },
    decoder: { ...small, rnn_type: 'gru', init_hidden: 'last', attention: 'bahdanau', input_feeding: true },
  }),
  ...(['tokens', 'batch', 'none'] as const).map((normalization) =>
    textCase(
      `the loss normalised by "${normalization}"`,
      { encoder: small, decoder: { ...small, attention: 'dot' } },
      { training: { normalization } },
    ),
  ),
  textCase(
    'label smoothing',
    { encoder: small, decoder: { ...small, attention: 'general' } },
    { training: { label_smoothing: 0.1 } },
  ),
];
