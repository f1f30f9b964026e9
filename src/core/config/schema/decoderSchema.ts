import { z } from 'zod';
import { attention } from './attentionSchema';
import { drawSchema } from './drawSchema';
import { choice, fraction, positiveInt } from './parts';
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

export const decoderSchema = z
  .strictObject({
    type: choice({
      recurrent: 'Recurrent layers that write a token a step',
      draw: 'Recurrent layers that draw a picture on a canvas, whose pixels are the target (DRAW)',
    })
      .default('recurrent')
      .describe(
        'Kind of decoder: "recurrent" (layers that write a token a step) or "draw" (layers that write patches on a canvas and then hand out its pixels, one character each, row by row; Gregor et al. 2015). Default "recurrent".',
      ),
    rnn_type: rnnType,
    gru_reset: gruReset,
    hidden_size: hiddenSize,
    num_layers: numLayers,
    residual,
    layer_norm: layerNorm,
    condition: choice({
      init: 'As the first state only',
      pre: 'As a first input before the words',
      par: 'Context beside every input; scored with the state before the step',
      merge: 'Context beside every output; scored with the state after the step',
    })
      .optional()
      .describe(
        'Where the source enters the decoder: "init" (as first state), "pre" (as a first input before the words, resized by a linear layer; what is put out there is dropped), "par" (context beside every input, scored with the state before the step), "merge" (context beside every output, scored with the state after it). Without attention the context is one vector, the same for every step. Default: "init" without attention, "par" with "bahdanau" and "glimpse", "merge" with every other score.',
      ),
    init_hidden: choice({
      bridge: "A layer on the encoder's last state",
      last: "The encoder's last state itself; needs equal sizes",
      zero: 'Zeros',
      learned: 'Parameters, the same for every source',
    })
      .default('bridge')
      .describe(
        'First state: "bridge" (a layer on the encoder\'s last state), "last" (that state itself; needs equal sizes), "zero" or "learned" (parameters, the same for every source). Default "bridge".',
      ),
    bridge_activation: choice({
      tanh: 'tanh(W·s + b)',
      linear: 'W·s + b',
    })
      .default('tanh')
      .describe(
        'Activation of the bridge: "tanh" (Bahdanau et al. 2015) or "linear" (none). Default "tanh".',
      ),
    bridge_layers: choice({
      shared: "One bridge for all layers and for an LSTM's c",
      each: "A bridge for each layer, and for an LSTM's c another one",
    })
      .default('shared')
      .describe(
        'Bridges: "shared" (one for all layers, and for the c of an LSTM) or "each" (one for each layer\'s h, and one for its c). Default "shared".',
      ),
    attention,
    attention_feeds: choice({
      output: 'Where condition says',
      all_layers: 'Beside the input of every layer, attended by the bottom layer (GNMT)',
    })
      .default('output')
      .describe(
        'Where the context of condition "par" goes: "output" (beside the first layer\'s input; attended with the top layer\'s state) or "all_layers" (beside the input of every layer; attended with the bottom layer\'s state; Wu et al. 2016, GNMT). Default "output".',
      ),
    coverage_attn: z
      .boolean()
      .default(false)
      .describe(
        'Let the score of "concat" or "bahdanau" know how much each token has been attended so far (See et al. 2017). Default false.',
      ),
    copy_attn: z
      .boolean()
      .default(false)
      .describe(
        'Copy tokens from the source where the decoder attends, or write them, as a learned gate says (pointer-generator; See et al. 2017). Needs data.share_vocab. Default false.',
      ),
    input_feeding: z
      .boolean()
      .default(false)
      .describe(
        'Feed the previous attentional vector beside the input (Luong et al. 2015, §3.3). Needs attention. Default false.',
      ),
    attentional: choice({
      tanh: 'tanh(W[h ; context])',
      none: 'No layer: [h ; context] itself with "merge", h with "par"',
    })
      .default('tanh')
      .describe(
        'What logits are made of where there is a context: "tanh" (the attentional vector tanh(W[h ; context]) of Luong et al. 2015) or "none" (straight from [h ; context] with condition "merge", from h with "par", whose h knows the context already). Default "tanh".',
      ),
    output: choice({
      softmax: 'A logit for each token',
      bits: 'An output for each bit of tokens such as 101101',
    })
      .default('softmax')
      .describe(
        'What is put out: "softmax" (a logit for each token of the vocabulary) or "bits" (tokens are patterns such as 101101, with one output for each bit: the loss is the binary cross-entropy; other tokens, such as the end symbol, keep a logit each; Graves et al. 2014). Default "softmax".',
      ),
    previous_output: z
      .boolean()
      .default(true)
      .describe(
        "Whether a step reads the token written before (while training, the reference). False: it reads nothing, as in Keras' addition_rnn and the tasks of Graves et al. 2014. Default true.",
      ),
    dropout,
    recurrent_dropout: recurrentDropout,
    variational_dropout: variationalDropout,
    hidden_dropout: fraction
      .default(0)
      .describe(
        'Dropout on what logits are made of: the attentional vector or what stands for it. Default 0.',
      ),
    embeddings,
    row_length: positiveInt
      .min(2)
      .max(256)
      .optional()
      .describe(
        'Pixels of a row, where the tokens are the pixels of pictures, row by row: each step then also reads the state above the pixel that it writes (spatial LSTM; Graves et al. 2007, Theis & Bethge 2015). For task "language_model" and rnn_type "lstm". Default: the state before is all that a step reads.',
      ),
    draw: drawSchema.optional(),
  })
  .describe('Writes the target, one token a step.');
