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
import { biasInitializer, weightInitializer } from './initializer';
import type {
  DecoderState,
  DecoderStepOutput,
  DropoutKey,
  EncodedSource,
  ParameterSpec,
  Seq2SeqModel,
  SourceTensors,
} from './model';
import { matrix, vector, type ParameterList } from './parameterList';
import type { RecurrentEncoder } from './recurrentEncoder';

/**
 * Sequences of equal length: the logits of target token t are a linear function of the encoder's output at source token t
 * (the "same length" case of Keras' introduction to sequence-to-sequence learning; Graves 2012, §3). A recurrent stack that
 * reads forward makes it a function of the source up to t; a bidirectional one, of the whole source.
 *
 * There is no decoder, so the tokens written before are not read. The state of decoding is the position alone; beyond the
 * end of the source it stays at the last token, the end symbol.
 */
export class AlignedModel implements Seq2SeqModel {
  readonly parameters: readonly ParameterSpec[];
  readonly hasAttention = false;
  /** `position`: which source token comes next, from 0. */
  readonly stateShapes = [{ name: 'position', size: 1 }];
  private readonly kernelName: string;
  private readonly biasName: string;

  constructor(
    private readonly encoder: RecurrentEncoder,
    private readonly vocabularySize: number,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { outputs } = encoder.sizes;
    this.kernelName = parameters.add(
      'output.kernel',
      [outputs, vocabularySize],
      weightInitializer(config.initializer, config, outputs, vocabularySize),
    );
    this.biasName = parameters.add('output.bias', [vocabularySize], biasInitializer(config));
    this.parameters = parameters.specs;
  }

  get parameterCount(): number {
    return this.parameters.reduce((count, { shape }) => count + shape.reduce((a, b) => a * b, 1), 0);
  }

  get encodedSizes(): Seq2SeqModel['encodedSizes'] {
    return { outputs: this.encoder.sizes.outputs, keys: undefined };
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
    const { outputs, mask } = this.encoder.encode(parameters, source, dropout);
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
