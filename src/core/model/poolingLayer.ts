import { add, matMul, reshape, tanh, type Rank, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import { maskedSoftmax } from '../ops/maskedSoftmax';
import type { NamedTensors } from '../step/step';
import { biasInitializer, weightInitializer } from './initializer';
import { matrix, vector, type ParameterList } from './parameterList';

/**
 * A source in one vector: the mean of its outputs o, weighted by a softmax over its tokens of vᵀtanh(W·o + b), a score of two
 * layers that looks at each output alone (Lin et al. 2017, "A structured self-attentive sentence embedding", eq. 5 with
 * one row). A bias after v would add the same to every score, which the softmax takes away again.
 */
export class PoolingLayer {
  private readonly kernelName: string;
  private readonly biasName: string;
  private readonly energyName: string;

  /** @param width of the outputs */
  constructor(width: number, config: ModelConfig, parameters: ParameterList) {
    const size = config.encoder.pooling_size ?? width;
    const weights = (rows: number, columns: number) =>
      weightInitializer(config.initializer, config, rows, columns);
    this.kernelName = parameters.add('encoder.pooling.kernel', [width, size], weights(width, size));
    this.biasName = parameters.add('encoder.pooling.bias', [size], biasInitializer(config));
    this.energyName = parameters.add('encoder.pooling.energy', [size, 1], weights(size, 1));
  }

  /**
   * @param outputs `[batch, sourceTime, width]`
   * @param mask `[batch, sourceTime]`, 1 at tokens, 0 at padding
   * @returns `[batch, width]`; zero for a source without tokens
   */
  pool(parameters: NamedTensors, outputs: Tensor3D, mask: Tensor2D): Tensor2D {
    const [batch, time, width] = outputs.shape;
    const flat = reshape<Rank.R2>(outputs, [batch * time, width]);
    const product = matMul<Tensor2D>(flat, matrix(parameters, this.kernelName));
    const hidden = tanh<Tensor2D>(add<Tensor2D>(product, vector(parameters, this.biasName)));
    const scores = reshape<Rank.R3>(matMul(hidden, matrix(parameters, this.energyName)), [batch, 1, time]);
    const weights = maskedSoftmax(scores, reshape(mask, [batch, 1, time]));
    return reshape(matMul(weights, outputs), [batch, width]);
  }
}
