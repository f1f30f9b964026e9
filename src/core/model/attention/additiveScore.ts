import { add, matMul, reshape, stack, tanh, type Tensor3D } from '@tensorflow/tfjs-core';
import { unstackSteps } from '../../ops/unstackSteps';
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

  projectKeys(parameters: NamedTensors, outputs: Tensor3D): Tensor3D {
    return projectLast(outputs, matrix(parameters, this.names.keyKernel));
  }

  score(parameters: NamedTensors, queries: Tensor3D, keys: Tensor3D): Tensor3D {
    const [batch, sourceTime, keySize] = keys.shape;
    const energy = matrix(parameters, this.names.energy);
    const projected = projectLast(queries, matrix(parameters, this.names.queryKernel));
    // Step by step: all steps at once would hold [batch, steps, sourceTime, keySize] values.
    const scores = unstackSteps(projected, 1).map((query) => {
      const hidden = tanh(add(keys, reshape(query, [batch, 1, keySize])));
      const score = matMul(reshape(hidden, [batch * sourceTime, keySize]), energy);
      return reshape(score, [batch, sourceTime]);
    });
    return stack(scores, 1) as Tensor3D;
  }
}
