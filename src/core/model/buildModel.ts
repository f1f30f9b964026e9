import type { EncoderConfig, ModelConfig } from '../config/schema';
import { Embedding } from './embedding';
import { weightInitializer } from './initializer';
import type { Seq2SeqModel } from './model';
import { ParameterList } from './parameterList';
import { RecurrentDecoder } from './recurrentDecoder';
import { RecurrentEncoder } from './recurrentEncoder';
import { RecurrentSeq2Seq } from './recurrentSeq2Seq';

export interface VocabularySizes {
  readonly sourceVocabularySize: number;
  readonly targetVocabularySize: number;
}

/**
 * The model that a config describes.
 * @throws Error naming the key when keys contradict each other
 */
export function buildModel(config: ModelConfig, sizes: VocabularySizes): Seq2SeqModel {
  const { sourceVocabularySize, targetVocabularySize } = sizes;
  const parameters = new ParameterList();
  const source = addEmbedding(
    config.tied_embeddings ? 'embeddings' : 'encoder.embeddings',
    sourceVocabularySize,
    config,
    config.encoder.embeddings,
    parameters,
  );
  const target = config.tied_embeddings
    ? shareEmbedding(source, config, sizes)
    : addEmbedding('decoder.embeddings', targetVocabularySize, config, config.decoder.embeddings, parameters);
  const encoder = new RecurrentEncoder(source, config, parameters);
  const decoder = new RecurrentDecoder(target, encoder.sizes, targetVocabularySize, config, parameters);
  return new RecurrentSeq2Seq(encoder, decoder, parameters.specs);
}

function addEmbedding(
  name: string,
  vocabularySize: number,
  config: ModelConfig,
  { embedding_dim, scale, freeze }: EncoderConfig['embeddings'],
  parameters: ParameterList,
): Embedding {
  const initializer = weightInitializer(config.embed_initializer, config, vocabularySize, embedding_dim);
  return new Embedding(
    parameters.add(name, [vocabularySize, embedding_dim], initializer, !freeze),
    embedding_dim,
    scale,
  );
}

function shareEmbedding(source: Embedding, config: ModelConfig, sizes: VocabularySizes): Embedding {
  const { embedding_dim, scale } = config.decoder.embeddings;
  if (sizes.sourceVocabularySize !== sizes.targetVocabularySize)
    throw new Error(
      'model.tied_embeddings needs one vocabulary for source and target: set data.share_vocab.',
    );
  if (embedding_dim !== source.size)
    throw new Error(
      `model.tied_embeddings needs equal embedding_dim, but the encoder has ${source.size} and the decoder ${embedding_dim}.`,
    );
  return new Embedding(source.tableName, embedding_dim, scale);
}
