import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { EncoderSizes } from '../config/encoderSizes';
import type { NamedTensors } from '../step/step';
import type { CellState } from './cells/recurrentCell';
import type {
  DecoderState,
  DrawingSteps,
  DropoutKey,
  EncodedSource,
  Seq2SeqModel,
  SourceTensors,
} from './model';
import type { ParameterList } from './parameterList';

/** What an encoder makes of a source, for a decoder to begin with. */
export interface EncoderResult {
  /** `[batch, encodedTime, outputs]`, zero at padding. */
  readonly outputs: Tensor3D;
  /** float32 `[batch, encodedTime]` */
  readonly mask: Tensor2D;
  /**
   * Last state of each layer, `[batch, states[layer]]`: [forward ; backward] of a layer that reads both ways. The memory of an
   * LSTM is there if the decoder starts from it.
   */
  readonly last: readonly CellState[];
  /** The source in one vector, `[batch, summary]`: the last state of the top layer, or the pooled outputs. */
  readonly summary: Tensor2D;
}

/** What reads the source. */
export interface Encoder extends Pick<Seq2SeqModel, 'encodedTime' | 'regions'> {
  readonly sizes: EncoderSizes;
  encode(parameters: NamedTensors, source: SourceTensors, dropout?: DropoutKey): EncoderResult;
  readonly gates?: NonNullable<Seq2SeqModel['encoderGates']>;
}

/** What writes the target: a step of it, and all of them with the reference as input, as the model gives them. */
export interface Decoder extends Pick<
  Seq2SeqModel,
  | 'hasAttention'
  | 'stateShapes'
  | 'encodedSizes'
  | 'outputSize'
  | 'decodeStep'
  | 'decodeTeacherForced'
  | 'decodeCovering'
> {
  /** What it keeps of the source, and its state before the first step. */
  begin(
    parameters: NamedTensors,
    source: SourceTensors,
    result: EncoderResult,
    dropout?: DropoutKey,
  ): { encoded: EncodedSource; state: DecoderState };
  /** Of a decoder that draws: how its pictures come about. */
  drawingSteps?(parameters: NamedTensors, result: EncoderResult): DrawingSteps;
}

/** An encoder and a decoder as one model (Sutskever, Vinyals & Le 2014; Cho et al. 2014). */
export function encoderDecoder(encoder: Encoder, decoder: Decoder, parameters: ParameterList): Seq2SeqModel {
  const { hasAttention, stateShapes, encodedSizes } = decoder;
  const drawing = decoder.drawingSteps?.bind(decoder);
  return {
    parameters: parameters.specs,
    parameterCount: parameters.valueCount,
    hasAttention,
    stateShapes,
    ...(decoder.decodeCovering === undefined ? {} : { decodeCovering: decoder.decodeCovering.bind(decoder) }),
    encodedSizes,
    outputSize: (sourceTime) => decoder.outputSize(sourceTime),
    encodedTime: (sourceTime) => encoder.encodedTime(sourceTime),
    regions: encoder.regions,
    ...(encoder.gates === undefined ? {} : { encoderGates: encoder.gates }),
    encode: (values, source, dropout) =>
      decoder.begin(values, source, encoder.encode(values, source, dropout), dropout),
    decodeStep: (...inputs) => decoder.decodeStep(...inputs),
    decodeTeacherForced: (...inputs) => decoder.decodeTeacherForced(...inputs),
    ...(drawing === undefined
      ? {}
      : {
          drawingSteps: (values: NamedTensors, source: SourceTensors) =>
            drawing(values, encoder.encode(values, source)),
        }),
  };
}
