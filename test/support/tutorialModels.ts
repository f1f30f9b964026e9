import type { ConfigInput } from '../../src/core/config/schema';

type Model = NonNullable<ConfigInput['model']>;

const embeddings = { embedding_dim: 2 };
const cell = { rnn_type: 'gru', gru_reset: 'before', hidden_size: 2, embeddings } as const;
/** TensorFlow 1's GRU: kernels by Glorot and Bengio, the gates' bias 1; everything else normal. */
const weights = {
  initializer: 'normal',
  init_weight: 1e-4,
  embed_initializer: 'normal',
  rnn_initializer: 'xavier_uniform',
  gru_gate_bias: 1,
} as const;
const encoder = { ...cell, initial_state: 'learned' } as const;
const twoWays = { ...encoder, bidirectional: true, projection: 2 } as const;
const linearBridge = { init_hidden: 'bridge', bridge_activation: 'linear' } as const;
const scored = {
  init_hidden: 'learned',
  attention: { type: 'concat', attention_size: 2, bias: true },
  attentional: 'none',
} as const;

/**
 * The four models of a tutorial's tenth topic (mtanti/deeplearningtutorial), for a vocabulary of 6 on both sides. In the
 * tutorial the three that attend have one parameter more, a bias behind the scores that their softmax takes away again.
 */
export const tutorialModels: Record<string, { readonly model: Model; readonly parameters: number }> = {
  'basic, init-inject': {
    model: { ...weights, encoder, decoder: { ...cell, ...linearBridge, condition: 'init' } },
    parameters: 110,
  },
  'self-attention pooling, init-inject': {
    model: {
      ...weights,
      encoder: { ...twoWays, pooling: 'attention' },
      decoder: { ...cell, ...linearBridge, condition: 'init' },
    },
    parameters: 160,
  },
  'dynamic attention, par-inject': {
    model: { ...weights, encoder: twoWays, decoder: { ...cell, ...scored, condition: 'par' } },
    parameters: 172,
  },
  'dynamic attention, merge': {
    model: { ...weights, encoder: twoWays, decoder: { ...cell, ...scored, condition: 'merge' } },
    parameters: 172,
  },
};
