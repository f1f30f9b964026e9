import type { ModelConfig, Task } from '../config/schema';
import type { PictureFormat } from '../image/picture';
import { AlignedDecoder } from './alignedDecoder';
import { createEmbedding } from './createEmbedding';
import { outputVocabulary } from './createOutputLayer';
import { TableEmbedding, type Embedding } from './embedding';
import { encoderDecoder, type Encoder } from './encoderDecoder';
import { ImageEncoder } from './image/imageEncoder';
import type { Seq2SeqModel } from './model';
import type { ModelSizes } from './modelSizes';
import { NoEncoder } from './noEncoder';
import { NoInput } from './noInput';
import { buildNtm } from './ntm/buildNtm';
import { ParameterList } from './parameterList';
import { DrawDecoder } from './pictures/drawDecoder';
import { SpatialDecoder } from './pictures/spatialDecoder';
import { PointerDecoder } from './pointerDecoder';
import { RecurrentDecoder } from './recurrentDecoder';
import { RecurrentEncoder } from './recurrentEncoder';
import { addSourceInput } from './sourceInput';

/**
 * The model that a config describes.
 * @throws Error naming the key when keys contradict each other
 */
export function buildModel(config: ModelConfig, sizes: ModelSizes, task: Task = 'translation'): Seq2SeqModel {
  switch (task) {
    case 'translation':
      return buildTranslation(config, sizes);
    case 'aligned':
      return buildAligned(config, sizes);
    case 'language_model':
      return buildLanguageModel(config, sizes);
  }
}

function buildTranslation(config: ModelConfig, sizes: ModelSizes): Seq2SeqModel {
  if (config.decoder.type === 'draw') return buildDraw(config, sizes);
  if (sizes.pointsAtSource === true) return buildPointerNetwork(config, sizes);
  if (sizes.picture !== undefined) return buildCaptions(sizes.picture, config, sizes);
  const parameters = new ParameterList();
  const shared = config.tied_embeddings
    ? createEmbedding(
        'embeddings',
        config.encoder.embeddings,
        { size: sizes.sourceVocabularySize, tokens: sizes.sourceTokens, vectors: sizes.sourceVectors },
        config,
        parameters,
      )
    : undefined;
  const source = shared ?? addSourceInput('encoder', sizes, config, parameters);
  const target =
    shared === undefined
      ? addTargetEmbedding(config, sizes, parameters)
      : shareEmbedding(shared, config, sizes);
  if (config.encoder.type === 'ntm') return buildNtm(source, target, sizes, config, parameters);
  const encoder = new RecurrentEncoder(source, config, parameters);
  const decoder = new RecurrentDecoder(target, encoder.sizes, outputVocabulary(sizes), config, parameters);
  return encoderDecoder(encoder, decoder, parameters);
}

/** A picture in, text out (Vinyals et al. 2015, "Show and tell"; with attention Xu et al. 2015, "Show, attend and tell"). */
function buildCaptions(picture: PictureFormat, config: ModelConfig, sizes: ModelSizes): Seq2SeqModel {
  const parameters = new ParameterList();
  const encoder = new ImageEncoder(picture, config, parameters);
  const target = addTargetEmbedding(config, sizes, parameters);
  const vocabulary = outputVocabulary(sizes);
  const { regions } = encoder;
  const decoder = new RecurrentDecoder(target, encoder.sizes, vocabulary, config, parameters, regions);
  return encoderDecoder(encoder, decoder, parameters);
}

/** A pointer network (Vinyals, Fortunato & Jaitly 2015). */
function buildPointerNetwork(config: ModelConfig, sizes: ModelSizes): Seq2SeqModel {
  const parameters = new ParameterList();
  const encoder = new RecurrentEncoder(
    addSourceInput('encoder', sizes, config, parameters),
    config,
    parameters,
  );
  const input = addSourceInput('decoder', sizes, config, parameters);
  const decoder = new PointerDecoder(input, encoder.sizes, config, parameters);
  return encoderDecoder(encoder, decoder, parameters);
}

/** A model that draws (Gregor et al. 2015): it reads none of the pixels it writes, and so has no embeddings of them. */
function buildDraw(config: ModelConfig, sizes: ModelSizes): Seq2SeqModel {
  const parameters = new ParameterList();
  const encoder: Encoder =
    sizes.picture === undefined
      ? new RecurrentEncoder(addSourceInput('encoder', sizes, config, parameters), config, parameters)
      : new ImageEncoder(sizes.picture, config, parameters);
  const vocabulary = sizes.targetVocabularySize;
  const decoder = new DrawDecoder(encoder.sizes, vocabulary, config, parameters, encoder.regions);
  return encoderDecoder(encoder, decoder, parameters);
}

function buildAligned(config: ModelConfig, sizes: ModelSizes): Seq2SeqModel {
  const parameters = new ParameterList();
  const source = addSourceInput('encoder', sizes, config, parameters);
  const encoder = new RecurrentEncoder(source, config, parameters);
  const decoder = new AlignedDecoder(encoder.sizes.outputs, sizes.targetVocabularySize, config, parameters);
  return encoderDecoder(encoder, decoder, parameters);
}

/** There is nothing that a first state could be made of: what would take it from an encoder is zero. */
function buildLanguageModel(model: ModelConfig, sizes: ModelSizes): Seq2SeqModel {
  const { init_hidden } = model.decoder;
  const fromEncoder = init_hidden === 'bridge' || init_hidden === 'last';
  const config: ModelConfig = fromEncoder
    ? { ...model, decoder: { ...model.decoder, init_hidden: 'zero' } }
    : model;
  const parameters = new ParameterList();
  const embedding = addTargetEmbedding(config, sizes, parameters);
  const encoder = new NoEncoder();
  const vocabulary = outputVocabulary(sizes);
  const { row_length } = config.decoder;
  const decoder =
    row_length === undefined
      ? new RecurrentDecoder(embedding, encoder.sizes, vocabulary, config, parameters)
      : new SpatialDecoder(embedding, row_length, vocabulary, config, parameters);
  return encoderDecoder(encoder, decoder, parameters);
}

function addTargetEmbedding(
  config: ModelConfig,
  { targetVocabularySize: size, targetTokens: tokens, targetVectors: vectors }: ModelSizes,
  parameters: ParameterList,
): Embedding {
  if (!config.decoder.previous_output) return new NoInput();
  const vocabulary = { size, tokens, vectors };
  return createEmbedding('decoder.embeddings', config.decoder.embeddings, vocabulary, config, parameters);
}

function shareEmbedding(source: Embedding, config: ModelConfig, sizes: ModelSizes): Embedding {
  const { embedding_dim, scale } = config.decoder.embeddings;
  if (sizes.sourceVocabularySize !== sizes.targetVocabularySize)
    throw new Error(
      'model.tied_embeddings needs one vocabulary for source and target: set data.share_vocab.',
    );
  if (embedding_dim !== source.size)
    throw new Error(
      `model.tied_embeddings needs equal embedding_dim, but the encoder has ${source.size} and the decoder ${embedding_dim}.`,
    );
  return source.tableName === undefined ? source : new TableEmbedding(source.tableName, embedding_dim, scale);
}
