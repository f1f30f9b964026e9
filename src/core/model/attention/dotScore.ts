import { matMul, type Tensor3D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../step/step';
import type { AttentionScore } from './attention';

/** Dot product hᵀk of decoder state and encoder output (Luong, Pham & Manning 2015, eq. 8 "dot"); equal widths. */
export class DotScore implements AttentionScore {
  readonly queryParameters = [];

  constructor(readonly keySize: number) {}

  projectKeys(_parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    return outputs;
  }

  score(_parameters: NamedTensors, queries: Tensor3D, keys: Tensor3D): Tensor3D {
    return matMul(queries, keys, false, true);
  }
}
