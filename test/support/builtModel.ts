import type { ConfigInput, ModelConfig, TrainingConfig } from '../../src/core/config/schema';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { Seq2SeqModel } from '../../src/core/model/model';
import type { Engine, VariableValue } from '../../src/core/step/engine';
import { initialTrainingState } from '../../src/core/train/trainingVariables';
import { modelConfig, trainingConfig, wasmEngine } from './seq2seqFixture';

export const vocabularySize = 9;

export interface BuiltModel {
  readonly engine: Engine;
  readonly config: ModelConfig;
  readonly model: Seq2SeqModel;
  readonly training: TrainingConfig;
  readonly initial: ReadonlyMap<string, VariableValue>;
}

/** A model on the WebAssembly engine with its initial parameters and slots. */
export async function makeModel(
  model: ConfigInput['model'],
  training: ConfigInput['training'] = {},
): Promise<BuiltModel> {
  const engine = await wasmEngine();
  const config = modelConfig(model);
  const resolved = trainingConfig(training);
  const built = buildModel(config, {
    sourceVocabularySize: vocabularySize,
    targetVocabularySize: vocabularySize,
  });
  const initial = initialTrainingState(built, resolved, initializeParameters(built.parameters, 3));
  engine.defineVariables(initial);
  return { engine, config, model: built, training: resolved, initial };
}

const small = { hidden_size: 6, embeddings: { embedding_dim: 5 } };

/** Models that between them have every part. */
export const representativeModels: Record<string, NonNullable<ConfigInput['model']>> = {
  'LSTM without attention': { encoder: small, decoder: small },
  'bidirectional GRU with additive attention and input feeding': {
    encoder: { ...small, rnn_type: 'gru', bidirectional: true },
    decoder: { ...small, rnn_type: 'gru', attention: 'bahdanau', input_feeding: true },
  },
  'two-layer LSTM with general attention': {
    encoder: { ...small, num_layers: 2, bidirectional: true },
    decoder: { ...small, num_layers: 2, attention: 'general' },
  },
  'RNN with dot attention before the step': {
    encoder: { ...small, rnn_type: 'rnn' },
    decoder: { ...small, rnn_type: 'rnn', attention: 'dot', condition: 'par', init_hidden: 'last' },
  },
  'RNN with the source beside every output': {
    encoder: { ...small, rnn_type: 'rnn' },
    decoder: { ...small, rnn_type: 'rnn', condition: 'merge', init_hidden: 'zero' },
  },
  'two-layer GRU that reads the source before the words, from a learned state': {
    encoder: { ...small, rnn_type: 'gru' },
    decoder: { ...small, rnn_type: 'gru', num_layers: 2, condition: 'pre', init_hidden: 'learned' },
  },
  'LSTM with concat attention straight to the logits': {
    encoder: { ...small, bidirectional: true },
    decoder: {
      ...small,
      attention: { type: 'concat', bias: true },
      attentional: 'none',
      bridge_activation: 'linear',
      bridge_layers: 'each',
    },
  },
  'three residual LSTM layers that all read the context of the bottom one': {
    encoder: { ...small, num_layers: 3, bidirectional: 'bottom', residual: true },
    decoder: {
      ...small,
      num_layers: 3,
      residual: true,
      attention: 'bahdanau',
      attention_feeds: 'all_layers',
      attentional: 'none',
    },
  },
  'GRU that copies, with coverage and input feeding': {
    encoder: { ...small, rnn_type: 'gru' },
    decoder: {
      ...small,
      rnn_type: 'gru',
      attention: { type: 'concat', bias: true },
      coverage_attn: true,
      copy_attn: true,
      input_feeding: true,
    },
  },
  'LSTM with sparsemax in a moving window': {
    encoder: small,
    decoder: {
      ...small,
      attention: { type: 'dot', function: 'sparsemax', window: { kind: 'monotonic', size: 2 } },
    },
  },
  'normalised RNN with a predicted window, before the step': {
    encoder: { ...small, rnn_type: 'rnn' },
    decoder: {
      ...small,
      rnn_type: 'rnn',
      layer_norm: true,
      condition: 'par',
      attention: { type: 'scaled_dot', window: { kind: 'predictive', size: 3 } },
    },
  },
  'LSTM that reads no previous output': {
    encoder: small,
    decoder: { ...small, condition: 'par', previous_output: false, init_hidden: 'zero' },
  },
  'GRU with the source beside every input': {
    encoder: { ...small, rnn_type: 'gru' },
    decoder: { ...small, rnn_type: 'gru', condition: 'par' },
  },
  'GRU that resets first, with learned states and pooled projections': {
    encoder: {
      ...small,
      rnn_type: 'gru',
      gru_reset: 'before',
      bidirectional: true,
      initial_state: 'learned',
      projection: 4,
      pooling: 'attention',
    },
    decoder: { ...small, rnn_type: 'gru', gru_reset: 'before', attention: 'bahdanau' },
  },
  'residual LSTM, both ways at the bottom, with variational dropout': {
    encoder: {
      ...small,
      num_layers: 3,
      bidirectional: 'bottom',
      residual: true,
      recurrent_dropout: 0.3,
      variational_dropout: true,
    },
    decoder: { ...small, attention: 'general' },
  },
  'LSTM with layer normalisation': {
    encoder: { ...small, bidirectional: true, layer_norm: true, recurrent_dropout: 0.2 },
    decoder: { ...small, layer_norm: true, attention: 'general', input_feeding: true },
  },
  'RNN with layer normalisation and one-hot tokens': {
    encoder: { ...small, rnn_type: 'rnn', layer_norm: true, embeddings: { type: 'one_hot' } },
    decoder: { ...small, rnn_type: 'rnn', layer_norm: true, embeddings: { type: 'one_hot' } },
  },
  'Neural Turing Machine': {
    encoder: { ...small, type: 'ntm', ntm: { memory_rows: 7, memory_width: 3, read_heads: 2 } },
    decoder: { embeddings: { embedding_dim: 5 } },
  },
  'Neural Turing Machine with a feed-forward controller, which does not read what it wrote': {
    encoder: {
      ...small,
      type: 'ntm',
      ntm: { controller: 'feed_forward', memory_rows: 7, memory_width: 3, initial_memory: 'learned' },
    },
    decoder: { previous_output: false },
  },
};
