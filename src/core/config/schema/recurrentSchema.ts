import { z } from 'zod';
import { choice, fraction, positiveInt } from './parts';

export const embeddings = z
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
