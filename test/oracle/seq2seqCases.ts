import {
  effectiveCondition,
  type AttentionType,
  type Condition,
  type ConfigInput,
  type ModelConfig,
  type RnnType,
  type TrainingConfig,
} from '../../src/core/config/schema';
import { modelConfig } from '../support/seq2seqFixture';

/** One comparison with PyTorch, as `seq2seq.py` reads it. */
export interface OracleCase {
  readonly name: string;
  readonly model: ModelConfig;
  readonly condition: Condition;
  readonly normalization: TrainingConfig['normalization'];
  /** ε of label smoothing. */
  readonly smoothing?: number;
  /** Updates instead of one forward and backward pass. */
  readonly training?: TrainingCase;
}

/** Keys of `training` and how many updates they are compared for. */
export interface TrainingCase {
  readonly optimizer: TrainingConfig['optimizer'];
  readonly learning_rate: number;
  readonly betas: readonly [number, number];
  readonly clip: number;
  readonly updates: number;
  readonly clip_val?: number;
  readonly weight_decay?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

export function oracleCase(
  name: string,
  model: ConfigInput['model'],
  rest: Partial<Omit<OracleCase, 'name' | 'model' | 'condition'>> = {},
): OracleCase {
  const resolved = modelConfig(model);
  return {
    name,
    model: resolved,
    condition: effectiveCondition(resolved.decoder),
    normalization: 'tokens',
    ...rest,
  };
}

export const cells: readonly RnnType[] = ['rnn', 'gru', 'lstm'];
export const stacks = ['unidirectional', 'bidirectional', 'two layers'] as const;
export type Stack = (typeof stacks)[number];
export const attentions: readonly AttentionType[] = ['none', 'dot', 'general', 'bahdanau'];

/** Every way in which a decoder can be set up with this cell, encoder and attention. */
export function decoderCases(cell: RnnType, stack: Stack, attention: AttentionType): OracleCase[] {
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
        return oracleCase(`${condition}, ${init_hidden}${input_feeding ? ', input feeding' : ''}`, {
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
export const otherCases: readonly OracleCase[] = [
  oracleCase('tied, scaled embeddings and a tied output layer', {
    tied_embeddings: true,
    tied_softmax: true,
    encoder: { embeddings: { embedding_dim: 6, scale: true }, hidden_size: 5 },
    decoder: { embeddings: { embedding_dim: 6, scale: true }, hidden_size: 6, attention: 'general' },
  }),
  oracleCase('a decoder deeper than its encoder takes over the last states from the top', {
    encoder: { ...small, num_layers: 1 },
    decoder: { ...small, num_layers: 2, init_hidden: 'last' },
  }),
  oracleCase('an encoder deeper than its decoder hands over the states of its top layers', {
    encoder: { ...small, num_layers: 3 },
    decoder: { ...small, num_layers: 2, init_hidden: 'last', attention: 'dot' },
  }),
  oracleCase('an LSTM decoder after a GRU encoder starts its memory from h', {
    encoder: { ...small, rnn_type: 'gru' },
    decoder: { ...small, rnn_type: 'lstm', init_hidden: 'last' },
  }),
  oracleCase('a GRU decoder after a bidirectional LSTM encoder', {
    encoder: { ...small, hidden_size: 3, bidirectional: true, num_layers: 2 },
    decoder: { ...small, rnn_type: 'gru', init_hidden: 'last', attention: 'bahdanau', input_feeding: true },
  }),
  ...(['tokens', 'batch', 'none'] as const).map((normalization) =>
    oracleCase(
      `the loss normalised by "${normalization}"`,
      { encoder: small, decoder: { ...small, attention: 'dot' } },
      { normalization },
    ),
  ),
  oracleCase(
    'label smoothing',
    { encoder: small, decoder: { ...small, attention: 'general' } },
    { smoothing: 0.1 },
  ),
];
