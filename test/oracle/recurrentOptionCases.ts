import type { ConfigInput, ModelConfig } from '../../src/core/config/schema';
import { nameHash } from '../../src/core/model/nameHash';
import { statelessUniformValues } from '../../src/core/ops/statelessUniform';
import { textCase, textProblem, textSizes, type TextCase } from './modelCase';
import type { OracleTensor } from './python';

type EncoderInput = NonNullable<NonNullable<ConfigInput['model']>['encoder']>;

/** Seed and step. */
const dropoutKey = [3, 11] as const;

/** With updates after the first pass, except with dropout, whose masks are handed over for one pass. */
function optionCase(name: string, encoder: EncoderInput): TextCase {
  const { rnn_type = 'lstm', gru_reset = 'after', layer_norm = false } = encoder;
  const small = { hidden_size: 5, embeddings: { embedding_dim: 4 } };
  const one = textCase(name, {
    initializer: 'uniform',
    embed_initializer: 'uniform',
    init_weight: 0.9,
    encoder: { ...small, ...encoder },
    decoder: { ...small, hidden_size: 6, rnn_type, gru_reset, layer_norm, attention: 'general' },
  });
  const { model } = one.options;
  return hasDropout(model)
    ? {
        ...one,
        dropout: dropoutKey,
        problem: (seed) => ({ ...textProblem(model, seed), inputs: dropoutMasks(model) }),
      }
    : { ...one, updates: 20, training: { learning_rate: 0.01 } };
}

function hasDropout({ encoder }: ModelConfig): boolean {
  return encoder.dropout > 0 || encoder.recurrent_dropout > 0;
}

/** The factors of every place in the encoder that drops values, by the reference of the random numbers. */
function dropoutMasks({ encoder }: ModelConfig): Record<string, OracleTensor> {
  const { batchSize: rows, sourceTime } = textSizes;
  const [seed, step] = dropoutKey;
  const directions = encoder.bidirectional === true ? ['forward', 'backward'] : ['forward'];
  const mask = (name: string, units: number, rate: number): [string, OracleTensor] => {
    const time = encoder.variational_dropout ? 1 : sourceTime;
    const draws = statelessUniformValues(seed, step, { site: nameHash(name), time, rows, units });
    const once = draws.map((draw) => (draw >= rate ? 1 / (1 - rate) : 0));
    const values = Float32Array.from({ length: sourceTime * rows * units }, (_, i) => once[i % once.length]!);
    return [`dropout.${name}`, { shape: [sourceTime, rows, units], values }];
  };
  const masks = Array.from({ length: encoder.num_layers }, (_, layer) => {
    const name = `encoder.layers.${layer}`;
    const inputs = layer === 0 ? encoder.embeddings.embedding_dim : encoder.hidden_size * directions.length;
    return [
      mask(name, inputs, encoder.dropout),
      ...directions.map((direction) =>
        mask(`${name}.${direction}.recurrent`, encoder.hidden_size, encoder.recurrent_dropout),
      ),
    ];
  });
  return Object.fromEntries(masks.flat());
}

const cells: Readonly<Record<string, EncoderInput>> = {
  rnn: { rnn_type: 'rnn' },
  lstm: { rnn_type: 'lstm' },
  gru: { rnn_type: 'gru' },
  'gru that resets before': { rnn_type: 'gru', gru_reset: 'before' },
};

export const optionCases: readonly TextCase[] = [
  ...Object.entries(cells).flatMap(([name, cell]) => [
    optionCase(`${name}, both ways`, { ...cell, bidirectional: true }),
    optionCase(`${name}, layer normalisation`, { ...cell, bidirectional: true, layer_norm: true }),
    optionCase(`${name}, learned first states`, { ...cell, bidirectional: true, initial_state: 'learned' }),
    optionCase(`${name}, recurrent dropout`, {
      ...cell,
      bidirectional: true,
      dropout: 0.3,
      recurrent_dropout: 0.4,
    }),
    optionCase(`${name}, variational dropout`, {
      ...cell,
      num_layers: 2,
      dropout: 0.3,
      recurrent_dropout: 0.4,
      variational_dropout: true,
    }),
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
