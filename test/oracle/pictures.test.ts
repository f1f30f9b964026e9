import type { ConfigInput, Task } from '../../src/core/config/schema';
import type { PictureFormat } from '../../src/core/image/picture';
import { buildModel } from '../../src/core/model/buildModel';
import { inkVocabularySize, randomDrawnBatch } from '../support/pictureBatch';
import { modelConfig } from '../support/seq2seqFixture';
import { compareModels } from './compareModels';
import { randomWeights, type ModelCase } from './modelCase';

const sourceVocabularySize = 9;

interface PictureCase {
  readonly name: string;
  readonly kind: 'spatial' | 'draw';
  readonly task: Task;
  readonly pixels: number;
  /** What the source is; default: words. */
  readonly source?: PictureFormat;
  readonly model: ConfigInput['model'];
}

function pictureCase({ name, kind, task, pixels, source, model: input }: PictureCase): ModelCase {
  const model = modelConfig({
    initializer: 'uniform',
    embed_initializer: 'uniform',
    init_weight: 0.7,
    ...input,
  });
  return {
    name,
    options: { kind, model, picture: source && [source.height, source.width, source.channels] },
    problem: (seed) => {
      const sizes = { sourceVocabularySize, targetVocabularySize: inkVocabularySize, picture: source };
      const built = buildModel(model, sizes, task);
      const batch = randomDrawnBatch({ batchSize: 5, pixels, sourceVocabularySize, source, seed });
      return { model: built, weights: randomWeights(built, seed), batch };
    },
    training: { learning_rate: 0.01 },
    updates: 20,
  };
}

const small = { hidden_size: 5, embeddings: { embedding_dim: 4 } };
const language = { kind: 'spatial', task: 'language_model' } as const;
const drawing = { kind: 'draw', task: 'translation', pixels: 6 } as const;

const cases: readonly ModelCase[] = [
  pictureCase({
    name: 'spatial LSTM',
    ...language,
    pixels: 11,
    model: { decoder: { ...small, row_length: 4 } },
  }),
  pictureCase({
    name: 'two layers of spatial LSTMs, rows of two',
    ...language,
    pixels: 6,
    model: { decoder: { ...small, row_length: 2, num_layers: 2 } },
  }),
  pictureCase({
    name: 'canvas, the source as one vector',
    ...drawing,
    model: {
      encoder: small,
      decoder: {
        ...{ type: 'draw', hidden_size: 5 },
        draw: { image_size: [2, 3], steps: 3, patch_size: 2 },
      },
    },
  }),
  pictureCase({
    name: 'canvas with attention to the words of a caption',
    ...drawing,
    model: {
      encoder: small,
      decoder: {
        ...{ type: 'draw', hidden_size: 6, attention: 'bahdanau' },
        draw: { image_size: [3, 2], steps: 4, patch_size: 3 },
      },
    },
  }),
  pictureCase({
    name: 'canvas with glimpses at a picture',
    ...drawing,
    source: { height: 4, width: 5, channels: 1 },
    model: {
      encoder: { type: 'image', conv: [{ channels: 2, kernel_size: 2 }] },
      decoder: {
        ...{ type: 'draw', hidden_size: 5, attention: { type: 'glimpse', patch_size: 2 } },
        draw: { image_size: [3, 2], steps: 3, patch_size: 2 },
      },
    },
  }),
];

compareModels({ title: 'models of pictures against formulas in float64', script: 'pictures.py', cases });
