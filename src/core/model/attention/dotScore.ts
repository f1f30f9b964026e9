import { matMul, mul, type Tensor3D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../step/step';
import type { AttentionScore } from './attention';

/**
 * Dot product hᵀk of decoder state and encoder output (Luong, Pham & Manning 2015, eq. 8 "dot"); equal widths. Scaled by
 * 1/√size it keeps its variance whatever the size (Vaswani et al. 2017, eq. 1).
 */
export class DotScore implements AttentionScore {
  readonly queryParameters = [];

  constructor(
    readonly keySize: number,
    private readonly scale: number,
  ) {}

  projectKeys(_parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    return outputs;
  }

  score(_parameters: NamedTensors, queries: Tensor3D, keys: Tensor3D): Tensor3D {
    const scaled = this.scale === 1 ? queries : mul(queries, this.scale);
    return matMul(scaled, keys, false, true);
  }
}
