import { reshape, type Tensor3D } from '@tensorflow/tfjs-core';
import { additiveScores } from '../../ops/additiveScores';
import type { NamedTensors } from '../../step/step';
import { matrix } from '../parameterList';
import type { AttentionScore } from './attention';
import { projectLast } from './projectLast';

/** Additive score vᵀtanh(Wh + Uk) (Bahdanau, Cho & Bengio 2015, A.1.2); Uk is projected once per source. */
export class AdditiveScore implements AttentionScore {
  constructor(
    private readonly names: {
      /** U `[encoderOutput, keySize]` */
      readonly keyKernel: string;
      /** W `[units, keySize]` */
      readonly queryKernel: string;
      /** v `[keySize, 1]` */
      readonly energy: string;
    },
    readonly keySize: number,
  ) {}

  get queryParameters(): readonly string[] {
    return [this.names.queryKernel, this.names.energy];
  }

  projectKeys(parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    return projectLast(outputs, matrix(parameters, this.names.keyKernel));
  }

  score(parameters: NamedTensors, queries: Tensor3D, keys: Tensor3D): Tensor3D {
    const energy = matrix(parameters, this.names.energy);
    const projected = projectLast(queries, matrix(parameters, this.names.queryKernel));
    return additiveScores(projected, keys, reshape(energy, [this.keySize]));
  }
}
