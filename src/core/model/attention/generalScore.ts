import { matMul, type Tensor3D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../step/step';
import { matrix } from '../parameterList';
import type { AttentionScore } from './attention';
import { projectLast } from './projectLast';

/** Bilinear score hᵀWk (Luong, Pham & Manning 2015, eq. 8 "general"); Wk is projected once per source. */
export class GeneralScore implements AttentionScore {
  readonly queryParameters = [];

  constructor(
    /** `[encoderOutput, units]` */
    private readonly keyKernelName: string,
    readonly keySize: number,
  ) {}

  projectKeys(parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    return projectLast(outputs, matrix(parameters, this.keyKernelName));
  }

  score(_parameters: NamedTensors, queries: Tensor3D, keys: Tensor3D): Tensor3D {
    return matMul(queries, keys, false, true);
  }
}
