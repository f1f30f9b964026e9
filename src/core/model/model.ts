import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../step/step';
import type { Initializer } from './initializer';

export interface ParameterSpec {
  /** Flat name such as `encoder.layers.0.forward.kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** False for frozen embeddings: no gradient, no optimizer slot. */
  readonly trainable: boolean;
  readonly initializer: Initializer;
}

/** The source, padded. `lengths` decide what is real; padding ids are never looked at. */
export interface SourceTensors {
  /** int32 `[batch, sourceTime]` */
  readonly ids: Tensor2D;
  /** float32 `[batch, sourceTime, featureSize]` the numbers of each position; undefined where ids are all there is. */
  readonly features: Tensor3D | undefined;
  /** int32 `[batch]` */
  readonly lengths: Tensor1D;
}

/** The reference of a batch. */
export interface Targets {
  /** int32 `[batch, targetTime]` */
  readonly outputIds: Tensor2D;
  /** int32 `[batch]`, 0 for rows that only fill the batch */
  readonly lengths: Tensor1D;
}

/**
 * Dropout of one training step. Masks are a function of (seed, step, site, position): none for evaluation and decoding.
 */
export interface DropoutKey {
  /** int32 `[2]`: seed and step. */
  readonly key: Tensor1D;
  /** Number of the first row, when the rows are a part of a batch; default 0. */
  readonly firstRow?: number;
}

/**
 * What the decoder sees of a source; computed once per source, kept while decoding. `encodedTime` is how many positions it
 * sees: `Seq2SeqModel.encodedTime(sourceTime)`.
 */
export interface EncodedSource {
  /** float32 `[batch, encodedTime, encoderOutput]`, zero at padding. */
  readonly outputs: Tensor3D;
  /** float32 `[batch, encodedTime, keySize]` projected attention keys; undefined without attention. */
  readonly keys: Tensor3D | undefined;
  /** float32 `[batch, encodedTime]`, 1 at what is real, 0 at padding. */
  readonly mask: Tensor2D;
  /** int32 `[batch, sourceTime]` the source's ids; undefined unless the decoder copies them. */
  readonly ids?: Tensor2D | undefined;
}

/** A tensor of the decoder's state: `[batch, size]`, as wide as the encoded source where its size is `encodedTime`. */
export interface StateShape {
  readonly name: string;
  readonly size: number | 'encodedTime';
}

/** State of the decoder between steps: every tensor `[batch, …]`, named (`layers.0.h`, `layers.0.c`, `attentional`). */
export type DecoderState = NamedTensors;

export interface DecoderStepOutput {
  /** float32 `[batch, outputs]`: `Seq2SeqModel.outputSize(sourceTime)`. */
  readonly logits: Tensor2D;
  /** float32 `[batch, encodedTime]`; undefined without attention. */
  readonly attention: Tensor2D | undefined;
  readonly state: DecoderState;
}

/** The grid of what a decoder sees of a picture: its positions are regions, row by row. */
export interface Regions {
  readonly rows: number;
  readonly columns: number;
}

/** All steps of a decoder that knows what it has attended. */
export interface CoveringLogits {
  /** `[batch, targetTime, outputs]` */
  readonly logits: Tensor3D;
  /**
   * How much of each step's attention a falls on what was attended before, the sum c of the attention of all earlier steps:
   * Σ min(a, c), float32 `[batch, targetTime]` (See, Liu & Manning 2017, eq. 12).
   */
  readonly overlap: Tensor2D;
}

/** How a picture comes about on a canvas. */
export interface DrawingSteps {
  /**
   * Ink of each pixel after every step, 0 where it is the first level in the vocabulary and 1 where it is the last:
   * float32 `[batch, steps, height, width]`.
   */
  readonly canvases: Tensor4D;
  /** Where each step looked in the source, float32 `[batch, steps, encodedTime]`; undefined without attention. */
  readonly looks: Tensor3D | undefined;
}

/** An encoder–decoder built from a config: parameters and pure functions of them. Holds no tensors. */
export interface Seq2SeqModel {
  readonly parameters: readonly ParameterSpec[];
  readonly parameterCount: number;
  readonly hasAttention: boolean;
  /** Names and per-row shapes of the decoder's state, in order. */
  readonly stateShapes: readonly StateShape[];
  /** Width of `EncodedSource.outputs` and, with attention, of the keys. */
  readonly encodedSizes: {
    readonly outputs: number;
    readonly keys: number | undefined;
    /** Whether the ids are kept with them. */
    readonly ids?: boolean;
  };
  /** How many ids the decoder chooses from: of a pointer network, more for a longer source. */
  outputSize(sourceTime: number): number;
  /** How many positions the decoder sees of a source of so many; never falls with its argument. */
  encodedTime(sourceTime: number): number;
  /** Where they are in a picture; undefined where the source is none. */
  readonly regions?: Regions | undefined;
  encode(
    parameters: NamedTensors,
    source: SourceTensors,
    dropout?: DropoutKey,
  ): { encoded: EncodedSource; state: DecoderState };
  /** `decodeTeacherForced` of a model that knows what it has attended; undefined for every other. */
  decodeCovering?(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: DecoderState,
    targetInputIds: Tensor2D,
    dropout?: DropoutKey,
  ): CoveringLogits;
  /** One decoder step. `previousIds`: int32 `[batch]`. */
  decodeStep(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: DecoderState,
    previousIds: Tensor1D,
  ): DecoderStepOutput;
  /**
   * All steps with the reference as input (teacher forcing). `targetInputIds`: int32 `[batch, targetTime]`.
   * Returns logits `[batch, targetTime, outputs]`: `outputSize(sourceTime)`.
   */
  decodeTeacherForced(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: DecoderState,
    targetInputIds: Tensor2D,
    dropout?: DropoutKey,
  ): Tensor3D;
  /**
   * Of a model whose encoder has gates: how far they are open, 0 to 1, while it reads the source. By the name of a layer's
   * direction and of the gate, such as `encoder.layers.0.forward.update`: float32 `[sourceTime, batch, units]`.
   */
  readonly encoderGates?: (parameters: NamedTensors, source: SourceTensors) => NamedTensors;
  /** Of a model that draws on a canvas (decoder type "draw"): how the pictures of sources come about. */
  readonly drawingSteps?: (parameters: NamedTensors, source: SourceTensors) => DrawingSteps;
}

/** A layer of the model's description for `summary`. Shapes use names for unknown sizes, as in `[batch, time, 128]`. */
export interface LayerSummary {
  readonly name: string;
  readonly outputShape: string;
  readonly parameterCount: number;
}
