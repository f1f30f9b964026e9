import { mul, reshape, transpose, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import { specialSymbolCount } from '../text/specialIds';
import type {
  DecoderState,
  DecoderStepOutput,
  DropoutKey,
  EncodedSource,
  ParameterSpec,
  Seq2SeqModel,
  SourceTensors,
} from './model';
import type { PointerDecoder } from './pointerDecoder';
import type { RecurrentEncoder } from './recurrentEncoder';
import type { SourceInput } from './sourceInput';

/**
 * A pointer network (Vinyals, Fortunato & Jaitly 2015): a recurrent encoder over the source, and a decoder that writes
 * source positions. Its attention is the distribution over the positions; what a row lacks to 1 is the end symbol's.
 */
export class PointerNetwork implements Seq2SeqModel {
  readonly hasAttention = true;

  /** @param decoderInput the vectors that stand for source positions when the decoder reads them */
  constructor(
    private readonly encoder: RecurrentEncoder,
    private readonly decoderInput: SourceInput,
    private readonly decoder: PointerDecoder,
    readonly parameters: readonly ParameterSpec[],
  ) {}

  get parameterCount(): number {
    return this.parameters.reduce((count, { shape }) => count + shape.reduce((a, b) => a * b, 1), 0);
  }

  get stateShapes(): Seq2SeqModel['stateShapes'] {
    return this.decoder.stateShapes;
  }

  /** What stays of the source is what the decoder reads and scores: the vectors of its positions, and their keys. */
  get encodedSizes(): Seq2SeqModel['encodedSizes'] {
    return { outputs: this.decoderInput.size, keys: this.decoder.keySize };
  }

  outputSize(sourceTime: number): number {
    return specialSymbolCount + sourceTime;
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
    const [batch, time] = mask.shape;
    const vectors = transpose<Tensor3D>(this.decoderInput.readSource(parameters, source), [1, 0, 2]);
    return {
      encoded: {
        outputs: mul(vectors, reshape(mask, [batch, time, 1])),
        keys: this.decoder.projectKeys(parameters, outputs),
        mask,
      },
      state: this.decoder.begin(parameters, result),
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
