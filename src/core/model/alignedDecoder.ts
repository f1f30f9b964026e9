import {
  add,
  cast,
  concat,
  equal,
  matMul,
  minimum,
  reshape,
  slice,
  sub,
  sum,
  tensor1d,
  zeros,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { projectLast } from './attention/projectLast';
import type { Decoder, EncoderResult } from './encoderDecoder';
import { biasInitializer, weightInitializer } from './initializer';
import type { DecoderState, DecoderStepOutput, EncodedSource, Seq2SeqModel, SourceTensors } from './model';
import { matrix, vector, type ParameterList } from './parameterList';

/**
 * Sequences of equal length: the logits of target token t are a linear function of the encoder's output at source token t
 * (the "same length" case of Keras' introduction to sequence-to-sequence learning; Graves 2012, §3). A recurrent stack that
 * reads forward makes it a function of the source up to t; a bidirectional one, of the whole source.
 *
 * Tokens written before are not read. The state is the position alone; beyond the end of the source it stays at the last
 * token, the end symbol.
 */
export class AlignedDecoder implements Decoder {
  readonly hasAttention = false;
  /** `position`: which source token comes next, from 0. */
  readonly stateShapes = [{ name: 'position', size: 1 }];
  private readonly kernelName: string;
  private readonly biasName: string;

  /** @param inputSize width of the encoder's outputs */
  constructor(
    private readonly inputSize: number,
    private readonly vocabularySize: number,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    this.kernelName = parameters.add(
      'output.kernel',
      [inputSize, vocabularySize],
      weightInitializer(config.initializer, config, inputSize, vocabularySize),
    );
    this.biasName = parameters.add('output.bias', [vocabularySize], biasInitializer(config));
  }

  get encodedSizes(): Seq2SeqModel['encodedSizes'] {
    return { outputs: this.inputSize, keys: undefined };
  }

  outputSize(): number {
    return this.vocabularySize;
  }

  begin(
    _parameters: NamedTensors,
    _source: SourceTensors,
    { outputs, mask }: EncoderResult,
  ): { encoded: EncodedSource; state: DecoderState } {
    return {
      encoded: { outputs, keys: undefined, mask },
      state: { position: zeros<Rank.R2>([mask.shape[0], 1]) },
    };
  }

  /** Logits at the state's position; what was written before changes nothing. */
  decodeStep(
    parameters: NamedTensors,
    { outputs, mask }: EncodedSource,
    state: DecoderState,
    _previousIds: Tensor1D,
  ): DecoderStepOutput {
    const [batch, time, units] = outputs.shape;
    const next = state['position'] as Tensor2D;
    const last: Tensor2D = sub(sum<Tensor2D>(mask, 1, true), 1);
    const place: Tensor2D = minimum(next, last);
    const places = tensor1d(Float32Array.from({ length: time }, (_, index) => index));
    // One row of the outputs by a product: a gather in every row of the batch is slower.
    const chosen = cast<Tensor>(equal(reshape(places, [1, time]), place), 'float32');
    const output = matMul<Tensor3D>(reshape(chosen, [batch, 1, time]), outputs);
    return {
      logits: add(
        matMul<Tensor2D>(reshape<Rank.R2>(output, [batch, units]), matrix(parameters, this.kernelName)),
        vector(parameters, this.biasName),
      ),
      attention: undefined,
      state: { position: add(next, 1) },
    };
  }

  /** Logits of all positions; no use is made of the reference but its length. */
  decodeTeacherForced(
    parameters: NamedTensors,
    { outputs }: EncodedSource,
    _state: DecoderState,
    targetInputIds: Tensor2D,
  ): Tensor3D {
    const fitted = fitTime(outputs, targetInputIds.shape[1]);
    return add(projectLast(fitted, matrix(parameters, this.kernelName)), vector(parameters, this.biasName));
  }
}

/** Cuts off or adds padding: source and target of a batch may be padded differently. */
function fitTime(outputs: Tensor3D, time: number): Tensor3D {
  const [batch, sourceTime, units] = outputs.shape;
  if (time <= sourceTime) return slice(outputs, [0, 0, 0], [batch, time, units]);
  return concat([outputs, zeros<Rank.R3>([batch, time - sourceTime, units])], 1);
}
