import { slice, softmax } from '@tensorflow/tfjs-core';
import type { ConfigInput } from '../../src/core/config/schema';
import { buildModel } from '../../src/core/model/buildModel';
import { modelConfig, randomBatch } from '../support/seq2seqFixture';
import { compareModels } from './compareModels';
import { randomWeights, type ModelCase } from './modelCase';

const sizes = { batchSize: 7, sourceTime: 6, targetTime: 5 };
const vocabularySize = 9;
/** Below them are symbols that a pointer network never writes. */
const endId = 3;
const firstPosition = 4;

/** @param featureSize undefined: the source is text */
function pointerCase(name: string, input: ConfigInput['model'], featureSize: number | undefined): ModelCase {
  const model = modelConfig({
    ...{ initializer: 'uniform', embed_initializer: 'uniform', init_weight: 0.7 },
    ...input,
  });
  return {
    name,
    options: { model },
    problem: (seed) => {
      const built = buildModel(model, {
        sourceVocabularySize: vocabularySize,
        targetVocabularySize: firstPosition + sizes.sourceTime,
        sourceFeatureSize: featureSize,
        pointsAtSource: true,
      });
      const batch = randomBatch({ ...sizes, featureSize, vocabularySize, pointsAtSource: true, seed });
      return { model: built, weights: randomWeights(built, seed), batch };
    },
    training: { learning_rate: 0.01 },
    updates: 20,
  };
}

const small = { hidden_size: 6, embeddings: { embedding_dim: 5 } };
const cases: readonly ModelCase[] = [
  pointerCase(
    'points, a bidirectional LSTM and a bridge',
    { encoder: { ...small, bidirectional: true }, decoder: small },
    2,
  ),
  pointerCase(
    'numbers, LSTMs and the last state',
    { encoder: small, decoder: { ...small, init_hidden: 'last' } },
    1,
  ),
  pointerCase(
    'wide vectors, GRUs of two layers and a zero state',
    {
      encoder: { ...small, rnn_type: 'gru', num_layers: 2 },
      decoder: { ...small, rnn_type: 'gru', num_layers: 2, init_hidden: 'zero' },
    },
    4,
  ),
  pointerCase(
    'text and plain cells',
    { encoder: { ...small, rnn_type: 'rnn', bidirectional: true }, decoder: { ...small, rnn_type: 'rnn' } },
    undefined,
  ),
];

compareModels({
  title: 'the pointer network against PyTorch in float64',
  script: 'pointer.py',
  cases,
  shown: [
    'probabilities',
    (logits) => {
      const [batch, time, ids] = logits.shape;
      return slice(softmax(logits), [0, 0, endId], [batch, time, ids - endId]);
    },
  ],
});
