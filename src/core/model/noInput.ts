import { zeros, type Rank, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import { Embedding } from './embedding';

/** What a decoder reads that does not see what it wrote: a zero, whatever the token. */
export class NoInput extends Embedding {
  constructor() {
    super(1, undefined, false);
  }

  protected override vectors(_parameters: NamedTensors, ids: Tensor1D): Tensor2D {
    return zeros<Rank.R2>([ids.shape[0], this.size]);
  }
}
