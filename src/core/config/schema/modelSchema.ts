import { z } from 'zod';
import { choice, fraction, positiveInt } from './parts';

const embeddings = z
  .strictObject({
    embedding_dim: positiveInt.max(8192).default(64).describe('Size of a token embedding. Default 64.'),
    scale: z
      .boolean()
      .default(false)
      .describe('Multiply embeddings by √embedding_dim (Vaswani et al. 2017). Default false.'),
    freeze: z
      .boolean()
      .default(false)
      .describe('Keep the embeddings at their initial values. Default false.'),
  })
  .prefault({})
  .describe('Token embeddings.');

const rnnType = choice({
  rnn: 'Plain tanh cell (Elman 1990)',
  gru: 'Gated recurrent unit (Cho et al. 2014)',
  lstm: 'Long short-term memory (Hochreiter & Schmidhuber 1997)',
})
  .default('lstm')
  .describe(
    'Cell: "rnn" (tanh; Elman 1990), "gru" (Cho et al. 2014) or "lstm" (Hochreiter & Schmidhuber 1997). Default "lstm".',
  );
const hiddenSize = positiveInt.max(8192).default(128).describe('Units of a recurrent layer. Default 128.');
const numLayers = positiveInt.max(16).default(1).describe('Stacked recurrent layers. Default 1.');
const dropout = fraction
  .default(0)
  .describe('Dropout on embeddings and between recurrent layers, 0 to 0.95. Default 0.');

export const encoderSchema = z
  .strictObject({
    type: z.literal('recurrent').default('recurrent').describe('Kind of encoder: "recurrent".'),
    rnn_type: rnnType,
    hidden_size: hiddenSize.describe('Units of a layer, per direction. Default 128.'),
    num_layers: numLayers,
    bidirectional: z
      .boolean()
      .default(false)
      .describe(
        'Read the source in both directions; outputs are [forward ; backward] (Schuster & Paliwal 1997). Default false.',
      ),
    dropout,
    embeddings,
  })
  .describe('Turns the source tokens into one vector each.');

const attentionType = choice({
  none: 'No attention: only the first state tells of the source',
  dot: 'hᵀk (Luong et al. 2015); needs equal sizes',
  general: 'hᵀWk (Luong et al. 2015)',
  luong: 'Another name for "general"',
  bahdanau: 'vᵀtanh(Wh + Uk) (Bahdanau et al. 2015)',
}).describe(
  'Score: "none"; "dot" hᵀk and "general" hᵀWk (Luong et al. 2015; "luong" is another name for "general"); "bahdanau" vᵀtanh(Wh + Uk) (Bahdanau et al. 2015). Default "none".',
);
const attention = z
  .union([
    attentionType,
    z.strictObject({
      type: attentionType,
      attention_size: positiveInt
        .max(8192)
        .optional()
        .describe('Width of the "bahdanau" score layer. Default: hidden_size of the decoder.'),
    }),
  ])
  .default('none')
  .transform((value) => (typeof value === 'string' ? { type: value } : value))
  .transform(({ type, ...rest }) => ({ ...rest, type: type === 'luong' ? ('general' as const) : type }))
  .describe(
    'How each decoding step looks at the source: "none", "dot", "general" (= "luong"), "bahdanau", or `{"type": …, "attention_size": …}`. Default "none".',
  );

export const decoderSchema = z
  .strictObject({
    type: z.literal('recurrent').default('recurrent').describe('Kind of decoder: "recurrent".'),
    rnn_type: rnnType,
    hidden_size: hiddenSize,
    num_layers: numLayers,
    condition: choice({
      init: 'As the first state only',
      par: 'Context beside every input; scored with the state before the step',
      merge: 'Context beside every output; scored with the state after the step',
    })
      .optional()
      .describe(
        'Where the source enters the decoder: "init" (as first state), "par" (context beside every input, scored with the state before the step), "merge" (context beside every output, scored with the state after it). Default: "init" without attention, "par" with "bahdanau", "merge" with "dot" and "general".',
      ),
    init_hidden: choice({
      bridge: "tanh of a linear layer on the encoder's last state",
      last: "The encoder's last state itself; needs equal sizes",
      zero: 'Zeros',
    })
      .default('bridge')
      .describe(
        'First state: "bridge" (tanh of a linear layer on the encoder\'s last state), "last" (that state itself; needs equal sizes) or "zero". Default "bridge".',
      ),
    attention,
    input_feeding: z
      .boolean()
      .default(false)
      .describe(
        'Feed the previous attentional vector beside the input (Luong et al. 2015, §3.3). Needs attention. Default false.',
      ),
    dropout,
    hidden_dropout: fraction.default(0).describe('Dropout on the attentional vector. Default 0.'),
    embeddings,
  })
  .describe('Writes the target, one token a step.');

const weightInitializer = choice({
  xavier_uniform: 'Uniform, scaled by fan-in, fan-out and init_gain (Glorot & Bengio 2010)',
  xavier_normal: 'Normal, scaled by fan-in, fan-out and init_gain (Glorot & Bengio 2010)',
  uniform: 'Uniform in ±init_weight',
  normal: 'Normal with standard deviation init_weight',
  zeros: 'All zero',
});

export const modelSchema = z
  .strictObject({
    initializer: weightInitializer
      .default('xavier_uniform')
      .describe(
        'Initial weights: "xavier_uniform", "xavier_normal" (Glorot & Bengio 2010, scaled by init_gain), "uniform" (±init_weight), "normal" (standard deviation init_weight) or "zeros". Default "xavier_uniform".',
      ),
    init_gain: z.number().positive().default(1).describe('Gain of the xavier initializers. Default 1.'),
    init_weight: z
      .number()
      .positive()
      .default(0.08)
      .describe('Scale of "uniform" and "normal". Default 0.08.'),
    embed_initializer: weightInitializer
      .default('xavier_uniform')
      .describe('Initial embeddings. Default "xavier_uniform".'),
    init_rnn_orthogonal: z
      .boolean()
      .default(false)
      .describe('Orthogonal recurrent weights (Saxe et al. 2014). Default false.'),
    lstm_forget_gate: z
      .number()
      .default(1)
      .describe("Initial bias of the LSTM's forget gate (Jozefowicz et al. 2015). Default 1."),
    tied_embeddings: z
      .boolean()
      .default(false)
      .describe('Source and target share one embedding table. Needs data.share_vocab. Default false.'),
    tied_softmax: z
      .boolean()
      .default(false)
      .describe(
        "The output layer uses the decoder's embedding table (Press & Wolf 2017). Needs decoder hidden_size = embedding_dim. Default false.",
      ),
    encoder: encoderSchema.prefault({}),
    decoder: decoderSchema.prefault({}),
  })
  .describe('Encoder and decoder.');
