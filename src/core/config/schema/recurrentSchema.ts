import { z } from 'zod';
import { choice, fraction, positiveInt } from './parts';

export const embeddings = z
  .strictObject({
    type: choice({
      learned: 'A table of vectors, trained with the model',
      one_hot: 'As long as the vocabulary, 1 at the token: no parameters',
      bits: 'Tokens such as 10110010 are their own vectors',
    })
      .default('learned')
      .describe(
        'Vectors of tokens: "learned" (a table), "one_hot" (as long as the vocabulary, 1 at the token; no parameters) or "bits" (a token such as 10110010 is the vector of its bits; other tokens and special symbols have a column each). Default "learned".',
      ),
    embedding_dim: positiveInt
      .max(8192)
      .default(64)
      .describe('Size of a token embedding of type "learned". Default 64.'),
    scale: z
      .boolean()
      .default(false)
      .describe('Multiply embeddings by √embedding_dim (Vaswani et al. 2017). Default false.'),
    freeze: z
      .boolean()
      .default(false)
      .describe('Keep the embeddings at their initial values. Default false.'),
    load_pretrained: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File of word vectors to begin with, relative to this file: word2vec as text or binary, or GloVe. Its vectors must have embedding_dim numbers; tokens without one keep their initial values. Default: none.',
      ),
  })
  .prefault({})
  .describe('Token embeddings.');

export const rnnType = choice({
  rnn: 'Plain tanh cell (Elman 1990)',
  gru: 'Gated recurrent unit (Cho et al. 2014)',
  lstm: 'Long short-term memory (Hochreiter & Schmidhuber 1997)',
})
  .default('lstm')
  .describe(
    'Cell: "rnn" (tanh; Elman 1990), "gru" (Cho et al. 2014) or "lstm" (Hochreiter & Schmidhuber 1997). Default "lstm".',
  );
export const gruReset = choice({
  after: 'The reset gate scales the product h·U; all gates share one (PyTorch, cuDNN)',
  before: 'The reset gate scales h before the product (Cho et al. 2014; TensorFlow 1)',
})
  .default('after')
  .describe(
    'Where the reset gate of a GRU acts: "after" the recurrent product, tanh(x·W + r∘(h·U + b\')) (as PyTorch and cuDNN), or "before" it, tanh(x·W + (r∘h)·U) (Cho et al. 2014; TensorFlow 1; Keras reset_after=False). Default "after".',
  );
export const hiddenSize = positiveInt
  .max(8192)
  .default(128)
  .describe('Units of a recurrent layer. Default 128.');
export const numLayers = positiveInt.max(16).default(1).describe('Stacked recurrent layers. Default 1.');
export const dropout = fraction
  .default(0)
  .describe('Dropout on embeddings and between recurrent layers, 0 to 0.95. Default 0.');
export const recurrentDropout = fraction
  .default(0)
  .describe(
    'Dropout on the state where it enters the recurrent product h·U, 0 to 0.95 (Gal & Ghahramani 2016). Needs one pass a time step. Default 0.',
  );
export const variationalDropout = z
  .boolean()
  .default(false)
  .describe(
    'One mask for all time steps of a sequence instead of one a step, for dropout and recurrent_dropout (Gal & Ghahramani 2016). Default false.',
  );
export const residual = z
  .boolean()
  .default(false)
  .describe(
    "Add a layer's input to its output, from the second layer on, where both are equally wide (Wu et al. 2016, GNMT). Default false.",
  );
export const layerNorm = z
  .boolean()
  .default(false)
  .describe(
    'Layer normalisation of the products x·W and h·U within the cell (Ba et al. 2016). Needs one pass a time step. Default false.',
  );
