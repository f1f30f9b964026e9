import {
  cast,
  equal,
  gather,
  mul,
  reshape,
  tensor2d,
  transpose,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import type { SourceTensors } from './model';
import { matrix } from './parameterList';

/** The vectors of tokens. */
export abstract class Embedding {
  protected constructor(
    /** Width of the vectors. */
    readonly size: number,
    /** Name of the table `[vocabulary, size]`, which tied parts of a model share; undefined where there is none. */
    readonly tableName: string | undefined,
    /** Multiply by √size (Vaswani et al. 2017, §3.4). */
    private readonly scale: boolean,
  ) {}

  /** Vectors of a source, time first: `[time, batch, size]`. */
  readSource(parameters: NamedTensors, { ids }: SourceTensors): Tensor3D {
    return this.lookUpSequence(parameters, ids);
  }

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
    const vectors = this.vectors(parameters, ids);
    return this.scale ? mul(vectors, Math.sqrt(this.size)) : vectors;
  }

  protected abstract vectors(parameters: NamedTensors, ids: Tensor1D): Tensor2D;
}

/** Rows of a table, learned or fixed. Two embeddings may share one. */
export class TableEmbedding extends Embedding {
  constructor(
    override readonly tableName: string,
    size: number,
    scale: boolean,
  ) {
    super(size, tableName, scale);
  }

  protected override vectors(parameters: NamedTensors, ids: Tensor1D): Tensor2D {
    return gather(matrix(parameters, this.tableName), ids);
  }
}

/**
 * Vectors as long as the vocabulary, 1 at the token's id and 0 elsewhere: no parameters. A layer that multiplies them with
 * a matrix has a row of it for each token.
 */
export class OneHotEmbedding extends Embedding {
  constructor(vocabularySize: number, scale: boolean) {
    super(vocabularySize, undefined, scale);
  }

  protected override vectors(_parameters: NamedTensors, ids: Tensor1D): Tensor2D {
    const all = tensor2d(
      Int32Array.from({ length: this.size }, (_, id) => id),
      [1, this.size],
      'int32',
    );
    const isThere: Tensor2D = equal(reshape(ids, [ids.shape[0], 1]), all);
    return cast(isThere, 'float32');
  }
}
