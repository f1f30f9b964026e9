import { add, relu, tanh, type Rank, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { ConvLayer } from '../../config/schema/imageSchema';
import { convolution } from '../../ops/convolution';
import { maxPooling } from '../../ops/maxPooling';
import type { NamedTensors } from '../../step/step';
import { biasInitializer, weightInitializer } from '../initializer';
import { vector, type ParameterList } from '../parameterList';

/** A convolution with bias and activation, and the largest values of its places where it pools (LeCun et al. 1998). */
export class ConvolutionLayer {
  private readonly kernelName: string;
  private readonly biasName: string;

  /** @param name beginning of the parameters' names */
  constructor(
    name: string,
    channelsIn: number,
    private readonly layer: ConvLayer,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { kernel_size: size, channels } = layer;
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [size, size, channelsIn, channels],
      // A window is what a place is made of, as in Keras and PyTorch.
      weightInitializer(config.initializer, config, size * size * channelsIn, size * size * channels),
    );
    this.biasName = parameters.add(`${name}.bias`, [channels], biasInitializer(config));
  }

  /** @param images `[batch, height, width, channelsIn]` */
  apply(parameters: NamedTensors, images: Tensor4D): Tensor4D {
    const { stride, activation, pool_size } = this.layer;
    const kernel = parameters[this.kernelName] as Tensor<Rank.R4>;
    const sums: Tensor4D = add(convolution(images, kernel, stride), vector(parameters, this.biasName));
    const activated = activation === 'relu' ? relu(sums) : activation === 'tanh' ? tanh(sums) : sums;
    return pool_size === 1 ? activated : maxPooling(activated, pool_size);
  }
}
