import {
  add,
  matMul,
  reshape,
  transpose,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { createEmbedding } from './createEmbedding';
import { biasInitializer, weightInitializer } from './initializer';
import type { SourceTensors } from './model';
import type { ModelSizes } from './modelSizes';
import { matrix, vector, type ParameterList } from './parameterList';

/** The source as one vector for each position. */
export interface SourceInput {
  /** Width of the vectors. */
  readonly size: number;
  /** `[time, batch, size]` */
  readSource(parameters: NamedTensors, source: SourceTensors): Tensor3D;
}

/** Source positions that are vectors of numbers already: a linear layer on them, x·W + b. */
export class VectorInput implements SourceInput {
  private readonly kernelName: string;
  private readonly biasName: string;

  /** @param name beginning of the parameters' names */
  constructor(
    name: string,
    private readonly featureSize: number,
    readonly size: number,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [featureSize, size],
      weightInitializer(config.initializer, config, featureSize, size),
    );
    this.biasName = parameters.add(`${name}.bias`, [size], biasInitializer(config));
  }

  readSource(parameters: NamedTensors, { features }: SourceTensors): Tensor3D {
    if (features === undefined) throw new Error('The batch has no source features.');
    const [batch, time] = features.shape;
    const rows = reshape<Rank.R2>(transpose(features, [1, 0, 2]), [time * batch, this.featureSize]);
    const product = matMul<Tensor2D>(rows, matrix(parameters, this.kernelName));
    return reshape(add(product, vector(parameters, this.biasName)), [time, batch, this.size]);
  }
}

/** How one side of the model reads the source: `encoder.embeddings`, say, or `encoder.input` where it is vectors. */
export function addSourceInput(
  side: 'encoder' | 'decoder',
  { sourceFeatureSize, sourceVocabularySize, sourceTokens, sourceVectors }: ModelSizes,
  config: ModelConfig,
  parameters: ParameterList,
): SourceInput {
  const { embeddings } = config[side];
  if (sourceFeatureSize !== undefined)
    return new VectorInput(`${side}.input`, sourceFeatureSize, embeddings.embedding_dim, config, parameters);
  const vocabulary = { size: sourceVocabularySize, tokens: sourceTokens, vectors: sourceVectors };
  return createEmbedding(`${side}.embeddings`, embeddings, vocabulary, config, parameters);
}
