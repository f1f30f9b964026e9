import { z } from 'zod';
import { dropout, embeddings, gruReset, hiddenSize, numLayers, rnnType } from './recurrentSchema';

export const encoderSchema = z
  .strictObject({
    type: z.literal('recurrent').default('recurrent').describe('Kind of encoder: "recurrent".'),
    rnn_type: rnnType,
    gru_reset: gruReset,
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
