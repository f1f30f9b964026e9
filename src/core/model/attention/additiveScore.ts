import { add, expandDims, mul, reshape, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
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
  /** b `[keySize]` */
  readonly bias?: string;
  /** w `[keySize]` */
  readonly coverage?: string;
}

/**
 * Additive score vᵀtanh(Wh + Uk + b) (Bahdanau, Cho & Bengio 2015, A.1.2, without a bias); Uk + b is computed once per
 * source. With [U ; W] as one matrix it is Luong, Pham & Manning's (2015, eq. 8) "concat". With coverage, the sum of the
 * attention so far at each position times a vector w is added too (See, Liu & Manning 2017, eq. 11).
 */
export class AdditiveScore implements AttentionScore {
  constructor(
    private readonly names: AdditiveScoreNames,
    readonly keySize: number,
  ) {}

  get queryParameters(): readonly string[] {
    const { queryKernel, energy, coverage } = this.names;
    return [queryKernel, energy, ...(coverage === undefined ? [] : [coverage])];
  }

  projectKeys(parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    const { keyKernel, bias } = this.names;
    const keys = projectLast(outputs, matrix(parameters, keyKernel));
    return bias === undefined ? keys : add(keys, vector(parameters, bias));
  }

  score(parameters: NamedTensors, queries: Tensor3D, keys: Tensor3D, coverage?: Tensor2D): Tensor3D {
    const energy = matrix(parameters, this.names.energy);
    const projected = projectLast(queries, matrix(parameters, this.names.queryKernel));
    return additiveScores(
      projected,
      this.withCoverage(parameters, keys, coverage),
      reshape(energy, [this.keySize]),
    );
  }

  private withCoverage(parameters: NamedTensors, keys: Tensor3D, coverage: Tensor2D | undefined): Tensor3D {
    const name = this.names.coverage;
    if (name === undefined) return keys;
    if (coverage === undefined) throw new Error('The score was not told the coverage.');
    return add(keys, mul(expandDims(coverage, 2), vector(parameters, name)));
  }
}
