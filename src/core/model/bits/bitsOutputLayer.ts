import {
  add,
  concat,
  matMul,
  reshape,
  softplus,
  split,
  sum,
  tensor2d,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { NamedTensors } from '../../step/step';
import { biasInitializer, weightInitializer } from '../initializer';
import { matrix, vector, type ParameterList } from '../parameterList';
import type { BitTokens } from './bitTokens';

/**
 * Vectors → logits over a vocabulary of bit patterns, from one output z for each bit (Graves, Wayne & Danihelka 2014, §4: the
 * bits are independent given the step).
 *
 * The logit of a pattern p is Σ z·p − Σ log(1 + eᶻ): the logarithm of its probability when each bit is 1 with probability
 * σ(z). With all patterns in the vocabulary their probabilities sum to 1, so that the cross-entropy of a token is the binary
 * cross-entropy of its bits, in nats, and the cost of not being another token: each of those has a logit of its own beside
 * them, σ of which is about its probability.
 */
export class BitsOutputLayer {
  private readonly kernelName: string;
  private readonly biasName: string;

  /** @param inputSize width of the vectors */
  constructor(
    inputSize: number,
    private readonly tokens: BitTokens,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { width, others } = tokens;
    const columns = width + others.length;
    this.kernelName = parameters.add(
      'decoder.output.kernel',
      [inputSize, columns],
      weightInitializer(config.initializer, config, inputSize, columns),
    );
    this.biasName = parameters.add('decoder.output.bias', [columns], biasInitializer(config));
  }

  /** `[n, inputSize]` → `[n, vocabulary]` */
  logits(parameters: NamedTensors, vectors: Tensor2D): Tensor2D {
    const { width, others } = this.tokens;
    const product = matMul<Tensor2D>(vectors, matrix(parameters, this.kernelName));
    const scores = add<Tensor2D>(product, vector(parameters, this.biasName));
    const [bits] = split<Tensor2D>(scores, [width, others.length], 1) as [Tensor2D, Tensor2D];
    const normalizer = sum<Tensor2D>(softplus(bits), 1, true);
    return matMul(concat<Tensor2D>([scores, normalizer], 1), this.spread());
  }

  /** `[batch, time, inputSize]` → `[batch, time, vocabulary]` */
  sequenceLogits(parameters: NamedTensors, vectors: Tensor3D): Tensor3D {
    const [batch, time, size] = vectors.shape;
    const logits = this.logits(parameters, reshape(vectors, [batch * time, size]));
    return reshape(logits, [batch, time, this.tokens.patterns.length]);
  }

  /** What takes [bits ; others ; normalizer] to the vocabulary: `[width + others + 1, vocabulary]`. */
  private spread(): Tensor2D {
    const { width, patterns, others } = this.tokens;
    const rows = width + others.length + 1;
    const vocabulary = patterns.length;
    const values = new Float32Array(rows * vocabulary);
    patterns.forEach((bits, id) => {
      bits?.forEach((bit, row) => (values[row * vocabulary + id] = bit));
      if (bits !== undefined) values[(rows - 1) * vocabulary + id] = -1;
    });
    others.forEach((id, index) => (values[(width + index) * vocabulary + id] = 1));
    return tensor2d(values, [rows, vocabulary]);
  }
}
