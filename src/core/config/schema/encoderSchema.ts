import { z } from 'zod';
import { convLayersSchema } from './imageSchema';
import { ntmSchema } from './ntmSchema';
import { choice, positiveInt } from './parts';
import {
  dropout,
  embeddings,
  gruReset,
  hiddenSize,
  layerNorm,
  numLayers,
  recurrentDropout,
  residual,
  rnnType,
  variationalDropout,
} from './recurrentSchema';

export const encoderSchema = z
  .strictObject({
    type: choice({
      recurrent: 'Recurrent layers; the decoder is another network',
      ntm: 'A Neural Turing Machine, which also writes the target (Graves et al. 2014)',
      image: 'Convolutional layers over a picture (Xu et al. 2015)',
    })
      .default('recurrent')
      .describe(
        'Kind of encoder: "recurrent" (layers that read the source), "ntm" (a Neural Turing Machine: one machine with a memory reads the source and then writes the target; Graves, Wayne & Danihelka 2014) or "image" (convolutional layers over a picture: what comes out is a grid of regions for attention to look at; Xu et al. 2015). Default "recurrent".',
      ),
    rnn_type: rnnType,
    gru_reset: gruReset,
    hidden_size: hiddenSize.describe('Units of a layer, per direction. Default 128.'),
    num_layers: numLayers,
    bidirectional: z
      .union([z.boolean(), choice({ bottom: 'The bottom layer alone (GNMT; Wu et al. 2016)' })])
      .default(false)
      .describe(
        'Read the source in both directions; outputs are [forward ; backward] (Schuster & Paliwal 1997): true in every layer, "bottom" in the first alone (Wu et al. 2016, GNMT). Default false.',
      ),
    initial_state: choice({
      zero: 'Zeros',
      learned: 'Parameters, one vector a layer and direction, begun as initializer says',
    })
      .default('zero')
      .describe(
        'State before the first token: "zero", or "learned" (a parameter a layer and direction, begun as initializer says). Default "zero".',
      ),
    projection: positiveInt
      .max(8192)
      .optional()
      .describe(
        'Width of a linear layer on the outputs, token by token, which attention and pooling then see. Default: no such layer.',
      ),
    pooling: choice({
      none: "The top layer's last state",
      attention: 'Weighted mean of the outputs, weights from a score vᵀtanh(Wo + b)',
    })
      .default('none')
      .describe(
        'The one vector that a bridge, or a decoder without attention, reads: "none" (the top layer\'s last state) or "attention" (the mean of the outputs o, weighted by a softmax of vᵀtanh(Wo + b); Lin et al. 2017). Default "none".',
      ),
    pooling_size: positiveInt
      .max(8192)
      .optional()
      .describe('Width of the score layer of pooling "attention". Default: width of the outputs.'),
    residual,
    layer_norm: layerNorm,
    dropout,
    recurrent_dropout: recurrentDropout,
    variational_dropout: variationalDropout,
    embeddings,
    ntm: ntmSchema.optional(),
    conv: convLayersSchema.optional(),
  })
  .describe('Turns the source tokens into one vector each.');
