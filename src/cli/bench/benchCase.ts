import {
  configSchema,
  type ConfigInput,
  type ModelConfig,
  type TrainingConfig,
} from '../../core/config/schema';
import type { PictureFormat } from '../../core/image/picture';
import type { ModelSizes } from '../../core/model/modelSizes';

export interface BenchSize {
  readonly embedding: number;
  readonly hidden: number;
  readonly vocabulary: number;
  readonly batch: number;
  readonly sourceTime: number;
  readonly targetTime: number;
  readonly layers: number;
  /** The source is points of so many numbers, and the target positions of the source; no vocabulary is used then. */
  readonly featureSize?: number;
  /** The source is a picture, a position for each row of pixels; `featureSize` is width · channels then. */
  readonly picture?: PictureFormat;
  /** The tokens behind the special symbols are all patterns of so many bits: there are 4 + 2^bits. */
  readonly bits?: number;
}

/** A model and a batch that every program computes a training step of. */
export interface BenchCase {
  readonly modelName: BenchModelName;
  readonly shapeName: string;
  readonly size: BenchSize;
  readonly model: ModelConfig;
  readonly training: TrainingConfig;
}

const reference = { batch: 64, sourceTime: 16, targetTime: 14, layers: 1 };

/** Shapes by name; the first five are those of the speed budgets. */
export const benchShapes = {
  c64: { ...reference, embedding: 64, hidden: 64, vocabulary: 40 },
  c128: { ...reference, embedding: 64, hidden: 128, vocabulary: 40 },
  c256: { ...reference, embedding: 128, hidden: 256, vocabulary: 40 },
  w128: { ...reference, embedding: 128, hidden: 128, vocabulary: 5000 },
  w256: { ...reference, embedding: 128, hidden: 256, vocabulary: 5000 },
  length140: { ...reference, embedding: 64, hidden: 128, vocabulary: 40, sourceTime: 140, targetTime: 140 },
  layers8: { ...reference, embedding: 64, hidden: 128, vocabulary: 40, layers: 8 },
  /** Up to ten points, as in the gallery's convex-hull and tsp. */
  n10: {
    ...{ embedding: 64, hidden: 128, vocabulary: 4, layers: 1, featureSize: 2 },
    ...{ batch: 128, sourceTime: 10, targetTime: 11 },
  },
  /** As the gallery's ntm-copy. */
  copy: {
    ...{ embedding: 9, hidden: 100, vocabulary: 68, layers: 1, bits: 6 },
    ...{ batch: 16, sourceTime: 10, targetTime: 10 },
  },
  /** As the gallery's captions. */
  shapes24: {
    ...{
      embedding: 32,
      hidden: 64,
      vocabulary: 17,
      layers: 1,
      picture: { height: 24, width: 24, channels: 3 },
    },
    ...{ batch: 32, sourceTime: 24, targetTime: 6, featureSize: 72 },
  },
} as const satisfies Record<string, BenchSize>;
export type BenchShapeName = keyof typeof benchShapes;

const models = {
  'lstm-luong': (size: BenchSize) => ({
    encoder: encoder('lstm', size),
    decoder: { ...decoder('lstm', size), attention: 'dot', condition: 'merge', init_hidden: 'last' },
  }),
  'gru-bahdanau': (size: BenchSize) => ({
    encoder: encoder('gru', size),
    decoder: {
      ...decoder('gru', size),
      attention: 'bahdanau',
      condition: 'par',
      input_feeding: true,
      init_hidden: 'bridge',
    },
  }),
  /** Both directions together are as wide as the decoder. */
  'bidirectional-dropout': (size: BenchSize) => ({
    encoder: {
      ...encoder('lstm', size),
      num_layers: 2,
      bidirectional: true,
      hidden_size: size.hidden / 2,
      dropout: 0.3,
    },
    decoder: {
      ...decoder('lstm', size),
      num_layers: 2,
      attention: 'dot',
      condition: 'merge',
      init_hidden: 'last',
      dropout: 0.3,
      hidden_dropout: 0.3,
    },
  }),
  /** Both directions together are as wide as the decoder. */
  pointer: (size: BenchSize) => ({
    encoder: { ...encoder('lstm', size), bidirectional: true, hidden_size: size.hidden / 2 },
    decoder: decoder('lstm', size),
  }),
  captions: (size: BenchSize) => ({
    encoder: {
      type: 'image',
      conv: [{ channels: 16, pool_size: 2 }, { channels: 32, pool_size: 2 }, { channels: 32 }],
    },
    decoder: { ...decoder('lstm', size), attention: 'bahdanau', condition: 'par', init_hidden: 'bridge' },
  }),
  ntm: (size: BenchSize) => ({
    encoder: {
      type: 'ntm',
      embeddings: { type: 'bits' },
      hidden_size: size.hidden,
      ntm: { controller: 'feed_forward', memory_rows: 20, memory_width: 12 },
    },
    decoder: { output: 'bits', previous_output: false },
  }),
} as const satisfies Record<string, (size: BenchSize) => ConfigInput['model']>;
export type BenchModelName = keyof typeof models;
export const benchModelNames = Object.keys(models) as BenchModelName[];

function encoder(rnn_type: 'lstm' | 'gru', { hidden, layers, embedding }: BenchSize) {
  return {
    rnn_type,
    hidden_size: hidden,
    num_layers: layers,
    embeddings: { embedding_dim: embedding },
  };
}

const decoder = encoder;

export function benchCase(modelName: BenchModelName, shapeName: string, size: BenchSize): BenchCase {
  const config = configSchema.parse({
    data: { train: 'train.tsv', dev: 'dev.tsv' },
    // Weights large enough for a mistake in the model to show in its loss.
    model: { ...models[modelName](size), initializer: 'xavier_uniform', init_gain: 1.5 },
    training: { learning_rate: 0.0005, clip_grad_norm: 1, batch_size: size.batch },
  });
  return { modelName, shapeName, size, model: config.model, training: config.training };
}

/** What a model must know of the text. */
export function benchModelSizes({ vocabulary, featureSize, picture, bits }: BenchSize): ModelSizes {
  const sizes = { sourceVocabularySize: vocabulary, targetVocabularySize: vocabulary };
  if (picture !== undefined) return { ...sizes, sourceFeatureSize: featureSize, picture };
  if (featureSize !== undefined) return { ...sizes, sourceFeatureSize: featureSize, pointsAtSource: true };
  if (bits === undefined) return sizes;
  const patterns = Array.from({ length: 2 ** bits }, (_, value) => value.toString(2).padStart(bits, '0'));
  const tokens = ['<pad>', '<unk>', '<s>', '</s>', ...patterns];
  return { ...sizes, sourceTokens: tokens, targetTokens: tokens };
}

/** The same without dropout: random numbers differ from library to library, so only then losses can be compared. */
export function withoutDropout(one: BenchCase): BenchCase {
  const { encoder: e, decoder: d } = one.model;
  return {
    ...one,
    model: {
      ...one.model,
      encoder: { ...e, dropout: 0 },
      decoder: { ...d, dropout: 0, hidden_dropout: 0 },
    },
  };
}

export function hasDropout({ model }: BenchCase): boolean {
  return model.encoder.dropout > 0 || model.decoder.dropout > 0 || model.decoder.hidden_dropout > 0;
}

/** Every row of the table of training steps. */
export const trainingCases: readonly BenchCase[] = [
  ...(['lstm-luong', 'gru-bahdanau'] as const).flatMap((model) =>
    (['c64', 'c128', 'c256', 'w128', 'w256'] as const).map((shape) =>
      benchCase(model, shape, benchShapes[shape]),
    ),
  ),
  benchCase('bidirectional-dropout', 'c128', benchShapes.c128),
  benchCase('lstm-luong', 'length140', benchShapes.length140),
  benchCase('lstm-luong', 'layers8', benchShapes.layers8),
  benchCase('pointer', 'n10', benchShapes.n10),
  benchCase('ntm', 'copy', benchShapes.copy),
  benchCase('captions', 'shapes24', benchShapes.shapes24),
];
