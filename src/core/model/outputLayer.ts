import { add, matMul, reshape, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import type { Embedding } from './embedding';
import { biasInitializer, weightInitializer } from './initializer';
import { matrix, vector, type ParameterList } from './parameterList';

/** Vectors → logits over the target vocabulary: x·W + b, where W may be the target embeddings (Press & Wolf 2017). */
export class OutputLayer {
  /** The weights, or the embeddings whose transpose they are. */
  private readonly kernel: { readonly name: string; readonly transposed: boolean };
  private readonly biasName: string;

  /**
   * @param embedding of the target, whose table `tied_softmax` takes
   * @param inputSize width of the vectors that logits are made of
   * @throws Error for `tied_softmax` when they and the embeddings differ in width, or there is no table
   */
  constructor(
    embedding: Embedding,
    inputSize: number,
    private readonly vocabularySize: number,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    this.kernel = config.tied_softmax
      ? { name: tiedTable(embedding, inputSize, config), transposed: true }
      : {
          name: parameters.add(
            'decoder.output.kernel',
            [inputSize, vocabularySize],
            weightInitializer(config.initializer, config, inputSize, vocabularySize),
          ),
          transposed: false,
        };
    this.biasName = parameters.add('decoder.output.bias', [vocabularySize], biasInitializer(config));
  }

  /** `[n, inputSize]` → `[n, vocabulary]` */
  logits(parameters: NamedTensors, vectors: Tensor2D): Tensor2D {
    const { name, transposed } = this.kernel;
    const scores = matMul<Tensor2D>(vectors, matrix(parameters, name), false, transposed);
    return add(scores, vector(parameters, this.biasName));
  }

  /** `[batch, time, inputSize]` → `[batch, time, vocabulary]` */
  sequenceLogits(parameters: NamedTensors, vectors: Tensor3D): Tensor3D {
    const [batch, time, units] = vectors.shape;
    const logits = this.logits(parameters, reshape(vectors, [batch * time, units]));
    return reshape(logits, [batch, time, this.vocabularySize]);
  }
}

function tiedTable(embedding: Embedding, inputSize: number, { decoder }: ModelConfig): string {
  if (embedding.tableName === undefined)
    throw new Error('model.tied_softmax needs decoder embeddings of type "learned".');
  if (embedding.size !== inputSize)
    throw new Error(
      `model.tied_softmax needs decoder embeddings as wide as what logits are made of, but embedding_dim is ` +
        `${embedding.size} and ${inputSize === decoder.hidden_size ? 'hidden_size' : '[h ; context]'} ${inputSize}.`,
    );
  return embedding.tableName;
}
