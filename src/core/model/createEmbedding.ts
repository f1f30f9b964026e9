import type { EncoderConfig, ModelConfig } from '../config/schema';
import { bitTable, bitTokens } from './bits/bitTokens';
import { OneHotEmbedding, TableEmbedding, type Embedding } from './embedding';
import { weightInitializer, type Initializer } from './initializer';
import type { ParameterList } from './parameterList';

/** What an embedding must know of its side's vocabulary. */
export interface EmbeddedVocabulary {
  readonly size: number;
  /** By id; needed by "bits". */
  readonly tokens: readonly string[] | undefined;
  /** Vectors from a file for some of the ids. */
  readonly vectors: ReadonlyMap<number, Float32Array> | undefined;
}

/**
 * The embedding that a side's config describes.
 * @param name of its table
 * @throws Error when the vocabulary's tokens are no bits, or vectors from a file have another width
 */
export function createEmbedding(
  name: string,
  { type, embedding_dim, scale, freeze }: EncoderConfig['embeddings'],
  vocabulary: EmbeddedVocabulary,
  config: ModelConfig,
  parameters: ParameterList,
): Embedding {
  switch (type) {
    case 'one_hot':
      return new OneHotEmbedding(vocabulary.size, scale);
    case 'bits': {
      if (vocabulary.tokens === undefined)
        throw new Error(`Embeddings of type "bits" need the tokens of the vocabulary (${name}).`);
      const { size, values } = bitTable(bitTokens(vocabulary.tokens));
      const table: Initializer = { kind: 'values', values };
      return new TableEmbedding(parameters.add(name, [vocabulary.size, size], table, false), size, scale);
    }
    case 'learned': {
      const random = weightInitializer(config.embed_initializer, config, vocabulary.size, embedding_dim);
      const table = withVectors(random, vocabulary.vectors, embedding_dim, name);
      return new TableEmbedding(
        parameters.add(name, [vocabulary.size, embedding_dim], table, !freeze),
        embedding_dim,
        scale,
      );
    }
  }
}

function withVectors(
  others: Initializer,
  vectors: EmbeddedVocabulary['vectors'],
  size: number,
  name: string,
): Initializer {
  if (vectors === undefined) return others;
  const wrong = [...vectors.values()].find((vector) => vector.length !== size);
  if (wrong !== undefined)
    throw new Error(`The vectors for ${name} have ${wrong.length} numbers, but embedding_dim is ${size}.`);
  return { kind: 'rows', rows: vectors, others };
}
