import type { Tensor } from '@tensorflow/tfjs-core';
import type { EngineTensor } from '../core/step/engine';

/** A tfjs tensor handed out by an eager engine. */
export class EagerTensor implements EngineTensor {
  readonly shape: readonly number[];

  constructor(readonly tensor: Tensor) {
    this.shape = tensor.shape;
  }

  dispose(): void {
    this.tensor.dispose();
  }
}
