import { add, matMul, type Tensor2D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import { signalCount, type MemorySizes } from '../../ops/memorySignals';
import type { NamedTensors } from '../../step/step';
import { biasInitializer, weightInitializer } from '../initializer';
import { matrix, vector, type ParameterList } from '../parameterList';

/** One linear layer from the controller's output to the signals of all heads, in the order of `activateSignals`. */
export class HeadInterface {
  readonly kernelName: string;
  readonly biasName: string;

  constructor(
    name: string,
    inputSize: number,
    sizes: MemorySizes,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const columns = signalCount(sizes);
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [inputSize, columns],
      weightInitializer(config.initializer, config, inputSize, columns),
    );
    this.biasName = parameters.add(`${name}.bias`, [columns], biasInitializer(config));
  }

  /** Before any activation. @param controller `[batch, inputSize]` */
  signals(parameters: NamedTensors, controller: Tensor2D): Tensor2D {
    const product = matMul<Tensor2D>(controller, matrix(parameters, this.kernelName));
    return add<Tensor2D>(product, vector(parameters, this.biasName));
  }
}
