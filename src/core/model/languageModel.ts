import { zeros, type Rank, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import type {
  DecoderState,
  DecoderStepOutput,
  DropoutKey,
  EncodedSource,
  ParameterSpec,
  Seq2SeqModel,
  SourceTensors,
} from './model';
import type { RecurrentDecoder } from './recurrentDecoder';
import type { EncoderSizes } from './recurrentEncoder';

/** What stands for an encoder: a summary of one zero. */
export const noEncoder: EncoderSizes = { outputs: 1, summary: 1, states: [] };

/**
 * A decoder alone: the probability of each token given those before it (Mikolov et al. 2010). Whatever stands in the source
 * changes nothing; its rows say how many texts there are.
 */
export class LanguageModel implements Seq2SeqModel {
  readonly hasAttention = false;
  readonly encodedSizes = { outputs: noEncoder.outputs, keys: undefined };

  constructor(
    private readonly decoder: RecurrentDecoder,
    readonly parameters: readonly ParameterSpec[],
    private readonly vocabularySize: number,
  ) {}

  get parameterCount(): number {
    return this.parameters.reduce((count, { shape }) => count + shape.reduce((a, b) => a * b, 1), 0);
  }

  get stateShapes(): Seq2SeqModel['stateShapes'] {
    return this.decoder.stateShapes;
  }

  outputSize(): number {
    return this.vocabularySize;
  }

  encodedTime(sourceTime: number): number {
    return sourceTime;
  }

  encode(parameters: NamedTensors, { ids }: SourceTensors): { encoded: EncodedSource; state: DecoderState } {
    const [batch, time] = ids.shape;
    const outputs = zeros<Rank.R3>([batch, time, noEncoder.outputs]);
    const mask = zeros<Rank.R2>([batch, time]);
    const summary = zeros<Rank.R2>([batch, noEncoder.summary]);
    return {
      encoded: { outputs, keys: undefined, mask },
      state: this.decoder.begin(parameters, { outputs, mask, last: [], summary }),
    };
  }

  decodeStep(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: DecoderState,
    previousIds: Tensor1D,
  ): DecoderStepOutput {
    return this.decoder.step(parameters, encoded, state, previousIds);
  }

  decodeTeacherForced(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: DecoderState,
    targetInputIds: Tensor2D,
    dropout?: DropoutKey,
  ): Tensor3D {
    return this.decoder.teacherForced(parameters, encoded, state, targetInputIds, dropout);
  }
}
