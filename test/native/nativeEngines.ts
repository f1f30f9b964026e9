import assert from 'node:assert/strict';
import type { ConfigInput, TrainingConfig } from '../../src/core/config/schema';
import type { Batch } from '../../src/core/data/batch';
import { buildModel } from '../../src/core/model/buildModel';
import { initializeParameters } from '../../src/core/model/initializeParameters';
import type { Seq2SeqModel } from '../../src/core/model/model';
import type { Engine, VariableValue } from '../../src/core/step/engine';
import { initialSlots } from '../../src/core/train/optimizers';
import { trainFeeds } from '../../src/core/train/trainStep';
import { EagerEngine } from '../../src/engine/eagerEngine';
import {
  findNativeTensorFlow,
  type NativeTensorFlow,
} from '../../src/engine/tensorflow/findNativeTensorFlow';
import { GraphEngine } from '../../src/engine/tensorflow/graphEngine';
import { nativeBackendName } from '../../src/engine/tensorflow/nativeBackend';
import type { TraceForGraphOptions } from '../../src/engine/tensorflow/traceForGraph';
import { modelConfig, randomBatch, trainingConfig } from '../support/seq2seqFixture';

export const vocabularySize = 20;

const small = { hidden_size: 12, embeddings: { embedding_dim: 8 } };

/** Small models that between them use every part there is. */
export const smallModels: Readonly<Record<string, NonNullable<ConfigInput['model']>>> = {
  'a bidirectional LSTM with general attention and dropout': {
    encoder: { ...small, bidirectional: true, dropout: 0.2, num_layers: 2 },
    decoder: { ...small, dropout: 0.2, hidden_dropout: 0.2, attention: 'general', num_layers: 2 },
  },
  'a GRU with additive attention and input feeding': {
    encoder: { ...small, rnn_type: 'gru' },
    decoder: { ...small, rnn_type: 'gru', attention: 'bahdanau', input_feeding: true },
  },
  'a GRU that copies by sparsemax in a moving window, with coverage': {
    encoder: { ...small, rnn_type: 'gru' },
    decoder: {
      ...small,
      rnn_type: 'gru',
      attention: { type: 'concat', function: 'sparsemax', window: { kind: 'monotonic', size: 3 } },
      coverage_attn: true,
      copy_attn: true,
    },
  },
  'a plain RNN without attention': {
    encoder: { ...small, rnn_type: 'rnn' },
    decoder: { ...small, rnn_type: 'rnn', attention: 'none' },
  },
};

export const training = trainingConfig({ clip_grad_norm: 1 });

/** Native TensorFlow on two threads. */
export function nativeTensorFlow(): NativeTensorFlow {
  const native = findNativeTensorFlow({}, 2);
  assert.ok(
    native.available,
    native.available ? '' : `${native.reason} (npm run native prints the folder for S2S_NATIVE_PATH)`,
  );
  return native;
}

export function graphEngine(options: Partial<TraceForGraphOptions> = {}): GraphEngine {
  const { backend, threads } = nativeTensorFlow();
  const info = { name: 'tensorflow', version: backend.version, threads, reason: 'a test' } as const;
  return new GraphEngine(info, backend, { shards: 1, ...options });
}

/** The same library, op by op. */
export function eagerEngine(): EagerEngine {
  const { backend, threads } = nativeTensorFlow();
  const info = { name: 'tensorflow', version: backend.version, threads, reason: 'a test' } as const;
  return new EagerEngine(info, nativeBackendName);
}

export function smallModel(input: NonNullable<ConfigInput['model']>): Seq2SeqModel {
  return buildModel(modelConfig(input), {
    sourceVocabularySize: vocabularySize,
    targetVocabularySize: vocabularySize,
  });
}

export function initialValues(
  model: Seq2SeqModel,
  config: TrainingConfig = training,
): Map<string, VariableValue> {
  return new Map([...initializeParameters(model.parameters, 1), ...initialSlots(model.parameters, config)]);
}

export function smallBatch(sourceTime = 7, seed = 0): Batch {
  return randomBatch({ batchSize: 8, sourceTime, targetTime: sourceTime - 1, vocabularySize, seed });
}

export function feedsOf(
  batch: Batch,
  update: number,
  apply = true,
  config: TrainingConfig = training,
): ReturnType<typeof trainFeeds> {
  return trainFeeds(batch, config, { learningRate: 0.005, seed: 1, update, apply });
}

/** Every value of every variable, to be compared bit for bit. */
export function bitsOf(engine: Engine): Record<string, Uint32Array> {
  return Object.fromEntries(
    [...engine.readVariables()].map(([name, { values }]) => [name, new Uint32Array(values.slice().buffer)]),
  );
}
