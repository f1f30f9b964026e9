import type { ConfigInput, ModelConfig } from '../../src/core/config/schema';
import { modelConfig } from '../support/seq2seqFixture';

type EncoderInput = NonNullable<NonNullable<ConfigInput['model']>['encoder']>;

/** One comparison with the formulas in `recurrent_options.py`. */
export interface OptionCase {
  readonly name: string;
  readonly model: ModelConfig;
  /** Updates by Adam after the first pass; 0 for none, as with dropout, whose masks are handed over for one pass. */
  readonly updates: number;
  readonly learning_rate: number;
}

function optionCase(name: string, encoder: EncoderInput, updates = 20): OptionCase {
  const { rnn_type = 'lstm', gru_reset = 'after', layer_norm = false } = encoder;
  const small = { hidden_size: 5, embeddings: { embedding_dim: 4 } };
  return {
    name,
    model: modelConfig({
      initializer: 'uniform',
      embed_initializer: 'uniform',
      init_weight: 0.9,
      encoder: { ...small, ...encoder },
      decoder: { ...small, hidden_size: 6, rnn_type, gru_reset, layer_norm, attention: 'general' },
    }),
    updates,
    learning_rate: 0.01,
  };
}

const cells: Readonly<Record<string, EncoderInput>> = {
  rnn: { rnn_type: 'rnn' },
  lstm: { rnn_type: 'lstm' },
  gru: { rnn_type: 'gru' },
  'gru that resets before': { rnn_type: 'gru', gru_reset: 'before' },
};

export const optionCases: readonly OptionCase[] = [
  ...Object.entries(cells).flatMap(([name, cell]) => [
    optionCase(`${name}, both ways`, { ...cell, bidirectional: true }),
    optionCase(`${name}, layer normalisation`, { ...cell, bidirectional: true, layer_norm: true }),
    optionCase(`${name}, learned first states`, { ...cell, bidirectional: true, initial_state: 'learned' }),
    optionCase(
      `${name}, recurrent dropout`,
      { ...cell, bidirectional: true, dropout: 0.3, recurrent_dropout: 0.4 },
      0,
    ),
    optionCase(
      `${name}, variational dropout`,
      { ...cell, num_layers: 2, dropout: 0.3, recurrent_dropout: 0.4, variational_dropout: true },
      0,
    ),
  ]),
  optionCase('projected outputs', { bidirectional: true, projection: 3 }),
  optionCase('pooling', { rnn_type: 'gru', pooling: 'attention' }),
  optionCase('pooling of projected outputs', {
    rnn_type: 'gru',
    bidirectional: true,
    projection: 3,
    pooling: 'attention',
    pooling_size: 7,
  }),
  optionCase('residual connections', { num_layers: 3, residual: true }),
  optionCase('residual connections, both ways', { num_layers: 3, residual: true, bidirectional: true }),
  optionCase('both ways at the bottom alone', { num_layers: 3, bidirectional: 'bottom' }),
  optionCase('the encoder of GNMT', { num_layers: 4, bidirectional: 'bottom', residual: true }),
  optionCase('everything at once', {
    rnn_type: 'gru',
    gru_reset: 'before',
    num_layers: 3,
    bidirectional: 'bottom',
    residual: true,
    layer_norm: true,
    initial_state: 'learned',
    projection: 4,
    pooling: 'attention',
  }),
];
