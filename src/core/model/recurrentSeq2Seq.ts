import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
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
import type { RecurrentEncoder } from './recurrentEncoder';

/** A recurrent encoder and a recurrent decoder (Sutskever, Vinyals & Le 2014; Cho et al. 2014). */
export class RecurrentSeq2Seq implements Seq2SeqModel {
  constructor(
    private readonly encoder: RecurrentEncoder,
    private readonly decoder: RecurrentDecoder,
    readonly parameters: readonly ParameterSpec[],
    private readonly vocabularySize: number,
  ) {}

  get parameterCount(): number {
    return this.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  }

  get hasAttention(): boolean {
    return this.decoder.attention !== undefined;
  }

  get stateShapes(): Seq2SeqModel['stateShapes'] {
    return this.decoder.stateShapes;
  }

  get encodedSizes(): Seq2SeqModel['encodedSizes'] {
    return {
      outputs: this.encoder.sizes.outputs,
      keys: this.decoder.attention?.keySize,
      ...(this.decoder.copies ? { ids: true } : {}),
    };
  }

  outputSize(): number {
    return this.vocabularySize;
  }

  encodedTime(sourceTime: number): number {
    return sourceTime;
  }

  encode(
    parameters: NamedTensors,
    source: SourceTensors,
    dropout?: DropoutKey,
  ): { encoded: EncodedSource; state: DecoderState } {
    const result = this.encoder.encode(parameters, source, dropout);
    const { outputs, mask } = result;
    return {
      encoded: {
        outputs,
        keys: this.decoder.attention?.projectKeys(parameters, outputs),
        mask,
        ...(this.decoder.copies ? { ids: source.ids } : {}),
      },
      state: this.decoder.begin(parameters, result, dropout),
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
