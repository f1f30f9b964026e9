import {
  add,
  concat,
  expandDims,
  matMul,
  minimum,
  mul,
  reshape,
  sum,
  tensor3d,
  transpose,
  zeros,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { contextSize, type EncoderSizes } from '../config/encoderSizes';
import { effectiveCondition, type Condition, type ModelConfig } from '../config/schema';
import { scan } from '../ops/scan';
import type { NamedTensors } from '../step/step';
import type { Attention } from './attention/attention';
import { createAttention } from './attention/createAttention';
import { projectSequence } from './cells/runCell';
import { checkDecoder } from './checkDecoder';
import type { OutputVocabulary } from './createOutputLayer';
import { DecoderHead, type Decoded } from './decoderHead';
import { DecoderLayers, type StepMasks } from './decoderLayers';
import type { Embedding } from './embedding';
import type { Decoder, EncoderResult } from './encoderDecoder';
import { FirstInput } from './firstInput';
import { InitialState } from './initialState';
import type {
  DecoderState,
  DecoderStepOutput,
  DropoutKey,
  EncodedSource,
  Regions,
  Seq2SeqModel,
  SourceTensors,
} from './model';
import type { ParameterList } from './parameterList';
import { present, StateLayout, type RecurrentState } from './stateLayout';

type Recurrence<T extends Tensor2D | Tensor3D> = Omit<Decoded<T>, 'embedded'>;

/**
 * Recurrent decoder. Where the source enters (`condition`; Tanti, Gatt & Camilleri 2018 compare them):
 *
 * - `init`: as the first state only;
 * - `pre`: as a first input before the words, see `FirstInput`;
 * - `par`: a context beside every input, attention scored with the state before the step (Bahdanau, Cho & Bengio 2015);
 * - `merge`: a context beside every output, attention scored with the state after the step (Luong, Pham & Manning 2015).
 *
 * What logits are made of, such as an attentional vector, is up to the `DecoderHead`. Input feeding puts the previous
 * attentional vector beside the input (Luong et al., §3.3). The columns of the first layer's input are
 * [embedding ; attentional ; context]. Without attention the context is the encoder's summary of the source. With
 * `attention_feeds` "all_layers" the attention of `par` is scored with the bottom layer's state, and every layer reads the
 * context (Wu et al. 2016, GNMT). A decoder without previous outputs reads what is left of these.
 */
export class RecurrentDecoder implements Decoder {
  readonly decodeCovering?: NonNullable<Decoder['decodeCovering']>;
  private readonly attention: Attention | undefined;
  private readonly units: number;
  private readonly condition: Condition;
  private readonly inputFeeding: boolean;
  private readonly feedsAllLayers: boolean;
  private readonly readsOutputs: boolean;
  /** Of what a step reads; undefined where that is the context or the attentional vector alone. */
  private readonly embedding: Embedding | undefined;
  private readonly layers: DecoderLayers;
  private readonly initialState: InitialState;
  private readonly firstInput: FirstInput | undefined;
  private readonly head: DecoderHead;
  private readonly layout: StateLayout;

  /**
   * @param embedding of previous outputs, or what stands for them
   * @param regions where the encoder's outputs are in a picture; undefined where the source is none
   * @throws Error when keys of the config contradict each other
   */
  constructor(
    embedding: Embedding,
    private readonly encoder: EncoderSizes,
    private readonly vocabulary: OutputVocabulary,
    config: ModelConfig,
    parameters: ParameterList,
    regions?: Regions,
  ) {
    checkDecoder(config);
    const { hidden_size, attention, coverage_attn } = config.decoder;
    this.units = hidden_size;
    this.condition = effectiveCondition(config.decoder);
    this.inputFeeding = config.decoder.input_feeding;
    this.feedsAllLayers = config.decoder.attention_feeds === 'all_layers';
    this.readsOutputs = config.decoder.previous_output;
    const readsMore = this.inputFeeding || this.condition === 'par';
    this.embedding = this.readsOutputs || !readsMore ? embedding : undefined;
    const hasAttention = attention.type !== 'none';
    const entersAtSteps = this.condition === 'par' || this.condition === 'merge';
    const context = contextSize(encoder, attention);

    this.initialState = new InitialState(encoder, config, parameters);
    if (this.condition === 'pre')
      this.firstInput = new FirstInput(encoder.summary, embedding.size, config, parameters);
    const input =
      (this.embedding?.size ?? 0) +
      (this.inputFeeding ? hidden_size : 0) +
      (this.condition === 'par' ? context : 0);
    const contextAbove = this.feedsAllLayers ? context : 0;
    this.layers = new DecoderLayers({ input, contextAbove }, config, parameters);
    this.attention = createAttention(config, { outputs: encoder.outputs, regions }, parameters);
    this.head = new DecoderHead(embedding, context, vocabulary, config, parameters);
    this.layout = new StateLayout(this.layers.cells, {
      attentional: this.inputFeeding ? hidden_size : undefined,
      context: !hasAttention && entersAtSteps ? context : undefined,
      position: this.attention?.countsSteps === true ? 1 : undefined,
      coverage: coverage_attn ? 'encodedTime' : undefined,
    });
    if (coverage_attn)
      this.decodeCovering = (values, encoded, state, targetInputIds, dropout) => {
        const { logits, overlap } = this.decodeAll(values, encoded, state, targetInputIds, dropout, true);
        return { logits, overlap: known(overlap) };
      };
  }

  get hasAttention(): boolean {
    return this.attention !== undefined;
  }

  get stateShapes(): StateLayout['shapes'] {
    return this.layout.shapes;
  }

  get encodedSizes(): Seq2SeqModel['encodedSizes'] {
    const sizes = { outputs: this.encoder.outputs, keys: this.attention?.keySize };
    return this.head.copies ? { ...sizes, ids: true } : sizes;
  }

  outputSize(): number {
    return this.vocabulary.size;
  }

  begin(
    parameters: NamedTensors,
    { ids }: SourceTensors,
    result: EncoderResult,
    dropout?: DropoutKey,
  ): { encoded: EncodedSource; state: DecoderState } {
    const { outputs, mask, summary } = result;
    const keys = this.attention?.projectKeys(parameters, outputs);
    const encoded = { outputs, keys, mask, ...(this.head.copies ? { ids } : {}) };
    const [batch] = summary.shape;
    const first = this.initialState.create(parameters, result, this.layers.cells);
    const state = this.layout.join({
      layers: this.firstInput?.read(parameters, summary, first, this.layers, dropout) ?? first,
      attentional: this.layout.has('attentional') ? zeros([batch, this.units]) : undefined,
      context: summary,
      position: this.layout.has('position') ? zeros([batch, 1]) : undefined,
      coverage: this.layout.has('coverage') ? zeros(mask.shape) : undefined,
    });
    return { encoded, state };
  }

  decodeStep(
    parameters: NamedTensors,
    encoded: EncodedSource,
    decoderState: DecoderState,
    previousIds: Tensor1D,
  ): DecoderStepOutput {
    const read = this.embedding?.lookUp(parameters, previousIds);
    const { state, ...decoded } = this.advance(
      parameters,
      encoded,
      this.layout.split(decoderState),
      read === undefined ? undefined : this.layers.first.project(parameters, read),
      this.restKernel(parameters),
    );
    const embedded = this.readsOutputs ? read : undefined;
    return {
      logits: this.head.logits(parameters, { ...decoded, embedded }, encoded),
      attention: decoded.weights,
      state: this.layout.join(state),
    };
  }

  decodeTeacherForced(
    parameters: NamedTensors,
    encoded: EncodedSource,
    decoderState: DecoderState,
    targetInputIds: Tensor2D,
    dropout?: DropoutKey,
  ): Tensor3D {
    return this.decodeAll(parameters, encoded, decoderState, targetInputIds, dropout, false).logits;
  }

  /** Logits of all steps, and if it is asked for the overlap of their attention with that of earlier ones. */
  private decodeAll(
    parameters: NamedTensors,
    encoded: EncodedSource,
    decoderState: DecoderState,
    targetInputIds: Tensor2D,
    dropout: DropoutKey | undefined,
    withOverlap: boolean,
  ): { logits: Tensor3D; overlap: Tensor2D | undefined } {
    const embedded = this.embedding?.lookUpSequence(parameters, targetInputIds);
    const inputs =
      embedded === undefined ? undefined : (this.layers.dropouts[0]?.apply(embedded, dropout) ?? embedded);
    const time = targetInputIds.shape[1];
    const state = this.layout.split(decoderState);
    const decoded = this.needsPreviousStep
      ? this.runSteps(parameters, encoded, state, inputs, time, dropout, withOverlap)
      : this.runLayers(parameters, encoded, state, inputs, time, dropout);
    const read =
      this.head.copies && this.readsOutputs && inputs !== undefined ? batchFirst(inputs) : undefined;
    return {
      logits: this.head.sequenceLogits(parameters, { ...decoded, embedded: read }, encoded),
      overlap: decoded.overlap,
    };
  }

  /** Whether what a step reads depends on the step before otherwise than by the states of its own layer. */
  private get needsPreviousStep(): boolean {
    return (
      this.inputFeeding ||
      this.layout.has('coverage') ||
      (this.condition === 'par' && this.attention !== undefined)
    );
  }

  /** Names of the parameters that a step reads. */
  private get stepParameters(): readonly string[] {
    return [
      ...(this.embedding === undefined ? this.layers.first.inputParameters : []),
      ...this.layers.stepParameters,
      ...(this.attention?.stepParameters ?? []),
      ...this.head.stepParameters,
    ];
  }

  /** Layer by layer, each over all times: when no step needs the output of the step before. */
  private runLayers(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: RecurrentState,
    embedded: Tensor3D | undefined,
    time: number,
    dropout: DropoutKey | undefined,
  ): Recurrence<Tensor3D> & { readonly overlap?: undefined } {
    const [batch] = encoded.mask.shape;
    const inputs = [
      ...(embedded === undefined ? [] : [embedded]),
      ...(this.condition === 'par' ? [repeat(known(state.context), [time, batch], 0)] : []),
    ];
    const joined: Tensor3D = inputs.length === 1 ? inputs[0]! : concat(inputs, 2);
    const hidden = batchFirst(this.layers.sequence(parameters, joined, state.layers, dropout));
    let context: Tensor3D | undefined;
    let weights: Tensor3D | undefined;
    if (this.condition === 'merge') {
      const steps = this.attention?.countsSteps === true ? countSteps(time) : undefined;
      const attended = this.attention?.attend(parameters, hidden, encoded, { steps });
      context = attended?.context ?? repeat(known(state.context), [batch, time], 1);
      weights = attended?.weights;
    }
    const vectors = this.head.combineSequence(parameters, hidden, context);
    const output = this.head.dropout.applyBatchFirst(vectors, dropout);
    return { output, hidden, context, weights };
  }

  /** Step by step, all layers in each. */
  private runSteps(
    parameters: NamedTensors,
    { outputs, keys, mask }: EncodedSource,
    state: RecurrentState,
    embedded: Tensor3D | undefined,
    time: number,
    dropout: DropoutKey | undefined,
    withOverlap: boolean,
  ): Recurrence<Tensor3D> & { readonly overlap: Tensor2D | undefined } {
    const [batch] = mask.shape;
    const outputMask = 'dropout.output';
    const results = scan({
      name: 'decoder',
      carry: this.layout.join(state),
      sequences: present({
        // A scan goes over something, also where no step reads a word.
        ...(embedded === undefined
          ? { nothing: zeros([time, 1]) }
          : { projected: projectSequence(this.layers.first, parameters, embedded) }),
        ...this.layers.masks(dropout, time, batch),
        [outputMask]: this.head.dropout.mask(dropout, [time, batch, this.head.size]),
      }),
      constants: present({
        ...Object.fromEntries(this.stepParameters.map((name) => [name, parameters[name]])),
        outputs,
        keys,
        mask,
        restKernel: this.restKernel(parameters),
      }),
      body: (carry, slices, constants) => {
        const { outputs, keys, mask, restKernel } = constants;
        const before = this.layout.split(carry);
        const { output, hidden, context, weights, state } = this.advance(
          constants,
          { outputs, keys, mask } as EncodedSource,
          before,
          slices['projected'] as Tensor2D | undefined,
          restKernel as Tensor2D | undefined,
          { ...slices, output: slices[outputMask] },
        );
        return {
          carry: this.layout.join(state),
          outputs: present({
            output,
            overlap: withOverlap ? sum(minimum(known(weights), known(before.coverage)), 1) : undefined,
            ...(this.head.copies ? { hidden, context, weights } : {}),
          }),
        };
      },
    });
    const find = (name: string): Tensor3D | undefined => {
      const tensor = results.outputs[name];
      return tensor === undefined ? undefined : batchFirst(tensor as Tensor3D);
    };
    const output = known(find('output'));
    const { overlap } = results.outputs;
    return {
      output,
      overlap: overlap === undefined ? undefined : transpose(overlap as Tensor2D),
      // Nobody reads it where steps don't give it.
      hidden: find('hidden') ?? output,
      context: find('context'),
      weights: find('weights'),
    };
  }

  /**
   * One step of all layers.
   * @param projected the embedding's part of the first layer's input projection; undefined without embedding
   * @param masks of the layers, and of the `output`
   */
  private advance(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: RecurrentState,
    projected: Tensor2D | undefined,
    restKernel: Tensor2D | undefined,
    masks: StepMasks = {},
  ): Recurrence<Tensor2D> & { readonly state: RecurrentState } {
    let { context } = state;
    let weights: Tensor2D | undefined;
    const look = (query: Tensor2D) => {
      if (this.attention === undefined) return;
      const [batch, units] = query.shape;
      const attended = this.attention.attend(parameters, reshape(query, [batch, 1, units]), encoded, {
        steps: state.position === undefined ? undefined : reshape(state.position, [batch, 1, 1]),
        coverage: state.coverage,
      });
      context = reshape(attended.context, [batch, attended.context.shape[2]]);
      weights = reshape(attended.weights, [batch, attended.weights.shape[2]]);
    };

    if (this.condition === 'par') look(known(state.layers.at(this.feedsAllLayers ? 0 : -1)).h);
    const { states, output: hidden } = this.layers.step(
      parameters,
      this.firstProjection(parameters, projected, restKernel, { ...state, context }),
      state.layers,
      masks,
      this.feedsAllLayers ? known(context) : undefined,
    );
    if (this.condition === 'merge') look(hidden);
    const vector = this.head.combine(parameters, hidden, context);
    const mask = masks['output'];
    const output = mask === undefined ? vector : mul<Tensor2D>(vector, mask);
    return {
      output,
      hidden,
      context,
      weights,
      state: {
        layers: states,
        attentional: output,
        context: state.context,
        position: state.position === undefined ? undefined : add<Tensor2D>(state.position, 1),
        coverage: state.coverage === undefined ? undefined : add<Tensor2D>(state.coverage, known(weights)),
      },
    };
  }

  /** What the first layer reads, projected: the embedding, and beside it what the step before and the source give. */
  private firstProjection(
    parameters: NamedTensors,
    projected: Tensor2D | undefined,
    restKernel: Tensor2D | undefined,
    { attentional, context }: RecurrentState,
  ): Tensor2D {
    const parts = [
      ...(this.inputFeeding ? [known(attentional)] : []),
      ...(this.condition === 'par' ? [known(context)] : []),
    ];
    if (parts.length === 0) return known(projected);
    const rest: Tensor2D = parts.length === 1 ? parts[0]! : concat(parts, 1);
    return projected === undefined
      ? this.layers.first.project(parameters, rest)
      : add(projected, matMul(rest, known(restKernel)));
  }

  /** The first layer's kernel below the embedding's rows; undefined when either is all it reads. */
  private restKernel(parameters: NamedTensors): Tensor2D | undefined {
    return this.embedding !== undefined && (this.inputFeeding || this.condition === 'par')
      ? this.layers.first.kernelFrom(parameters, this.embedding.size)
      : undefined;
  }
}

/**
 * Vectors `[batch, size]` again and again along a new axis: `[time, batch, size]` or `[batch, time, size]`. Added to zeros:
 * the gradient of tfjs's own tile is a sum of slices, one by one.
 */
function repeat(vectors: Tensor2D, [first, second]: readonly [number, number], axis: 0 | 1): Tensor3D {
  const size = vectors.shape[1];
  return add(zeros([first, second, size]), expandDims(vectors, axis));
}

/** `[time, batch, size]` → `[batch, time, size]` */
function batchFirst(sequence: Tensor3D): Tensor3D {
  return transpose(sequence, [1, 0, 2]);
}

/** 0, 1, …: `[1, time, 1]` */
function countSteps(time: number): Tensor3D {
  return tensor3d(
    Float32Array.from({ length: time }, (_, step) => step),
    [1, time, 1],
  );
}

/** What the decoder's configuration guarantees to be there. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A part of the decoder state is missing.');
  return value;
}
