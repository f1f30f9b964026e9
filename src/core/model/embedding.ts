import {
  gather,
  mul,
  reshape,
  transpose,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import { matrix } from './parameterList';

/** A table of token vectors `[vocabulary, size]`. */
export class Embedding {
  constructor(
    /** Name of the table: two embeddings may share one. */
    readonly tableName: string,
    readonly size: number,
    /** Multiply by √size (Vaswani et al. 2017, §3.4). */
    private readonly scale: boolean,
  ) {}

  /**
   * Vectors of a batch, time first: `[time, batch, size]`.
   * @param ids int32 `[batch, time]`
   */
  lookUpSequence(parameters: NamedTensors, ids: Tensor2D): Tensor3D {
    const [batch, time] = ids.shape;
    const flat = reshape<Rank.R1>(transpose(ids), [time * batch]);
    return reshape(this.lookUp(parameters, flat), [time, batch, this.size]);
  }

  /**
   * One vector for each row: `[batch, size]`.
   * @param ids int32 `[batch]`
   */
  lookUp(parameters: NamedTensors, ids: Tensor1D): Tensor2D {
    const vectors = gather(matrix(parameters, this.tableName), ids);
    return this.scale ? mul(vectors, Math.sqrt(this.size)) : vectors;
  }
}
