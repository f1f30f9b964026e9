import { z } from 'zod';
import { decoderSchema } from './decoderSchema';
import { encoderSchema } from './encoderSchema';
import { choice } from './parts';

const weightInitializers = {
  xavier_uniform: 'Uniform, scaled by fan-in, fan-out and init_gain (Glorot & Bengio 2010)',
  xavier_normal: 'Normal, scaled by fan-in, fan-out and init_gain (Glorot & Bengio 2010)',
  uniform: 'Uniform in ±init_weight',
  normal: 'Normal with standard deviation init_weight',
  zeros: 'All zero',
};
const weightInitializer = choice(weightInitializers);

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
    rnn_initializer: choice({
      ...weightInitializers,
      xavier_uniform_joint:
        'xavier_uniform over the matrices of TensorFlow 1: input and state, and gates, in one',
    })
      .optional()
      .describe(
        'Initial weights of recurrent cells: a name as for initializer, or "xavier_uniform_joint" (its limit counts input and state rows, and all gates of one product, as one matrix: what TensorFlow 1 does). Default: initializer.',
      ),
    bias_initializer: choice({
      zeros: 'All zero',
      uniform: 'Uniform in ±init_weight',
      normal: 'Normal with standard deviation init_weight',
    })
      .default('zeros')
      .describe(
        'Initial biases: "zeros", "uniform" (±init_weight) or "normal" (standard deviation init_weight). Gates that have a key of their own start there. Default "zeros".',
      ),
    init_rnn_orthogonal: z
      .boolean()
      .default(false)
      .describe('Orthogonal recurrent weights (Saxe et al. 2014). Default false.'),
    lstm_forget_gate: z
      .number()
      .default(1)
      .describe("Initial bias of the LSTM's forget gate (Jozefowicz et al. 2015). Default 1."),
    gru_gate_bias: z
      .number()
      .optional()
      .describe(
        "Initial bias of a GRU's reset and update gates; TensorFlow 1 starts them at 1. Default: as bias_initializer.",
      ),
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
