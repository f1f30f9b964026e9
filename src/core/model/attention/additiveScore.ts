import { add, reshape, type Tensor3D } from '@tensorflow/tfjs-core';
import { additiveScores } from '../../ops/additiveScores';
import type { NamedTensors } from '../../step/step';
import { matrix, vector } from '../parameterList';
import type { AttentionScore } from './attention';
import { projectLast } from './projectLast';

/** Names of the parameters of an additive score. */
export interface AdditiveScoreNames {
  /** U `[encoderOutput, keySize]` */
  readonly keyKernel: string;
  /** W `[units, keySize]` */
  readonly queryKernel: string;
  /** v `[keySize, 1]` */
  readonly energy: string;
  /** b1 `[keySize]` */
  readonly bias?: string;
}

/**
 * Additive score vᵀtanh(Wh + Uk + b1) (Bahdanau, Cho & Bengio 2015, A.1.2, without a bias); Uk + b1 is computed once per
 * source. With [U ; W] as one matrix it is Luong, Pham & Manning's (2015, eq. 8) "concat".
 */
export class AdditiveScore implements AttentionScore {
  constructor(
    private readonly names: AdditiveScoreNames,
    readonly keySize: number,
  ) {}

  get queryParameters(): readonly string[] {
    return [this.names.queryKernel, this.names.energy];
  }

  projectKeys(parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    const { keyKernel, bias } = this.names;
    const keys = projectLast(outputs, matrix(parameters, keyKernel));
    return bias === undefined ? keys : add(keys, vector(parameters, bias));
  }

  score(parameters: NamedTensors, queries: Tensor3D, keys: Tensor3D): Tensor3D {
    const energy = matrix(parameters, this.names.energy);
    const projected = projectLast(queries, matrix(parameters, this.names.queryKernel));
    return additiveScores(projected, keys, reshape(energy, [this.keySize]));
  }
}
