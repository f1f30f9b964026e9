import { zeros, type Rank } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import type { Encoder, EncoderResult } from './encoderDecoder';
import type { SourceTensors } from './model';

/**
 * What stands for an encoder where a decoder alone gives the probability of each token after those before it, as language
 * models do (Mikolov et al. 2010): a summary of one zero. Whatever stands in the source changes nothing; its rows say how
 * many texts there are.
 */
export class NoEncoder implements Encoder {
  readonly sizes = { outputs: 1, summary: 1, states: [] };

  encodedTime(sourceTime: number): number {
    return sourceTime;
  }

  encode(_parameters: NamedTensors, { ids }: SourceTensors): EncoderResult {
    const [batch, time] = ids.shape;
    return {
      outputs: zeros<Rank.R3>([batch, time, this.sizes.outputs]),
      mask: zeros<Rank.R2>([batch, time]),
      last: [],
      summary: zeros<Rank.R2>([batch, this.sizes.summary]),
    };
  }
}
