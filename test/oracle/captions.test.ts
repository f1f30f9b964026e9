import { effectiveCondition, type ConfigInput } from '../../src/core/config/schema';
import type { PictureFormat } from '../../src/core/image/picture';
import { buildModel } from '../../src/core/model/buildModel';
import { randomPictureBatch } from '../support/pictureBatch';
import { modelConfig } from '../support/seq2seqFixture';
import { compareModels } from './compareModels';
import { randomWeights, type ModelCase } from './modelCase';

const vocabularySize = 9;

function captionCase(name: string, picture: PictureFormat, input: ConfigInput['model']): ModelCase {
  const model = modelConfig({
    ...{ initializer: 'uniform', embed_initializer: 'uniform', init_weight: 0.7 },
    ...input,
  });
  const { height, width, channels } = picture;
  return {
    name,
    options: { model, condition: effectiveCondition(model.decoder), picture: [height, width, channels] },
    problem: (seed) => {
      const sizes = { sourceVocabularySize: 5, targetVocabularySize: vocabularySize, picture };
      const built = buildModel(model, { ...sizes, sourceFeatureSize: width * channels });
      const batch = randomPictureBatch({ batchSize: 5, targetTime: 4, vocabularySize, picture, seed });
      return { model: built, weights: randomWeights(built, seed), batch };
    },
    training: { learning_rate: 0.01 },
    updates: 20,
  };
}

const decoder = { hidden_size: 6, embeddings: { embedding_dim: 5 } };

const cases: readonly ModelCase[] = [
  captionCase(
    'attention over regions, two layers with pooling',
    { height: 8, width: 6, channels: 3 },
    {
      encoder: { type: 'image', conv: [{ channels: 4, pool_size: 2 }, { channels: 7 }] },
      decoder: { ...decoder, attention: 'bahdanau', bridge_layers: 'each' },
    },
  ),
  captionCase(
    'strides, windows of even size, places that pooling leaves over, a projection',
    { height: 9, width: 7, channels: 1 },
    {
      encoder: {
        type: 'image',
        conv: [
          { channels: 5, kernel_size: 4, stride: 2, activation: 'tanh' },
          { channels: 4, kernel_size: 2, activation: 'linear', pool_size: 2 },
        ],
        projection: 6,
      },
      decoder: { ...decoder, rnn_type: 'gru', attention: 'dot', input_feeding: true },
    },
  ),
  captionCase(
    'the mean of the regions at every step, without attention',
    { height: 5, width: 5, channels: 3 },
    {
      encoder: { type: 'image', conv: [{ channels: 6, pool_size: 2 }] },
      decoder: { ...decoder, condition: 'par' },
    },
  ),
  captionCase(
    'glimpses before every step, of patches of two channels',
    { height: 6, width: 4, channels: 1 },
    {
      encoder: { type: 'image', conv: [{ channels: 2 }] },
      decoder: { ...decoder, attention: { type: 'glimpse', patch_size: 2 } },
    },
  ),
  captionCase(
    'glimpses after every step',
    { height: 5, width: 7, channels: 1 },
    {
      encoder: { type: 'image', conv: [{ channels: 1, kernel_size: 1, activation: 'linear' }] },
      decoder: { ...decoder, attention: { type: 'glimpse', patch_size: 3 }, condition: 'merge' },
    },
  ),
  captionCase(
    'pooling by attention',
    { height: 6, width: 8, channels: 3 },
    {
      encoder: { type: 'image', conv: [{ channels: 6, stride: 3, kernel_size: 5 }], pooling: 'attention' },
      decoder,
    },
  ),
];

compareModels({ title: 'captions of pictures against PyTorch in float64', script: 'captions.py', cases });
