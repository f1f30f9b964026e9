import { z } from 'zod';
import { attention } from './attentionSchema';
import { choice, fraction } from './parts';
import { dropout, embeddings, gruReset, hiddenSize, numLayers, rnnType } from './recurrentSchema';

export const decoderSchema = z
  .strictObject({
    type: z.literal('recurrent').default('recurrent').describe('Kind of decoder: "recurrent".'),
    rnn_type: rnnType,
    gru_reset: gruReset,
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
