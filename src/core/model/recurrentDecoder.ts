import {
  add,
  concat,
  expandDims,
  matMul,
  mul,
  reshape,
  tanh,
  transpose,
  zeros,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { effectiveCondition, type Condition, type ModelConfig } from '../config/schema';
import { scan } from '../ops/scan';
import type { NamedTensors } from '../step/step';
import { attend, type AttentionScore } from './attention/attention';
import { createScore } from './attention/createScore';
import { projectLast } from './attention/projectLast';
import { projectSequence } from './cells/runCell';
import { createOutputLayer, type OutputLogits, type OutputVocabulary } from './createOutputLayer';
import { DecoderLayers } from './decoderLayers';
import { DropoutSite } from './dropoutSite';
import type { Embedding } from './embedding';
import { weightInitializer } from './initializer';
import { InitialState } from './initialState';
import type { DecoderState, DecoderStepOutput, DropoutKey, EncodedSource } from './model';
import { matrix, type ParameterList } from './parameterList';
import type { EncoderResult, EncoderSizes } from './recurrentEncoder';
import { FirstInput } from './firstInput';
import { present, StateLayout, type RecurrentState } from './stateLayout';

/**
 * Recurrent decoder. Where the source enters (`condition`; Tanti, Gatt & Camilleri 2018 compare them):
 *
 * - `init`: as the first state only;
 * - `pre`: as a first input before the words, see `FirstInput`;
 * - `par`: a context beside every input, attention scored with the state before the step (Bahdanau, Cho & Bengio 2015);
 * - `merge`: a context beside every output, attention scored with the state after the step (Luong, Pham & Manning 2015).
 *
 * With attention, and for `merge`, the output is the attentional vector a = tanh([h ; context]·Wc), from which the
 * logits come; else it is h itself. With `attentional` "none" it is [h ; context] for `merge` and h for `par`. Input
 * feeding puts the previous a beside the input (Luong et al., §3.3). The columns of the first layer's input are
 * [embedding ; attentional ; context]. Without attention the context is the encoder's summary of
 * the source.
 */
export class RecurrentDecoder {
  readonly score: AttentionScore | undefined;
  private readonly units: number;
  private readonly condition: Condition;
  private readonly inputFeeding: boolean;
  private readonly layers: DecoderLayers;
  private readonly initialState: InitialState;
  private readonly firstInput: FirstInput | undefined;
  private readonly attentionalKernelName: string | undefined;
  private readonly outputLayer: OutputLogits;
  /** Width of what logits are made of. */
  private readonly outputSize: number;
  private readonly inputDropout: DropoutSite;
  private readonly outputDropout: DropoutSite;
  private readonly layout: StateLayout;

  /** @throws Error when keys of the config contradict each other */
  constructor(
    private readonly embedding: Embedding,
    encoder: EncoderSizes,
    vocabulary: OutputVocabulary,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { hidden_size, attention, attentional, dropout, hidden_dropout } = config.decoder;
    this.units = hidden_size;
    this.condition = effectiveCondition(config.decoder);
    this.inputFeeding = config.decoder.input_feeding;
    const hasAttention = attention.type !== 'none';
    const entersAtSteps = this.condition === 'par' || this.condition === 'merge';
    if (hasAttention && !entersAtSteps)
      throw new Error(
        `model.decoder.condition "${this.condition}" leaves no step at which attention could enter: use "par" or "merge".`,
      );
    const hasAttentional = attentional === 'tanh' && (hasAttention || this.condition === 'merge');
    if (this.inputFeeding && !(hasAttention && hasAttentional))
      throw new Error(
        'model.decoder.input_feeding needs an attention other than "none", and attentional "tanh".',
      );

    this.initialState = new InitialState(encoder, config, parameters);
    if (this.condition === 'pre')
      this.firstInput = new FirstInput(encoder.summary, embedding.size, config, parameters);
    const contextSize = hasAttention ? encoder.outputs : encoder.summary;
    const inputSize =
      embedding.size + (this.inputFeeding ? hidden_size : 0) + (this.condition === 'par' ? contextSize : 0);
    this.layers = new DecoderLayers(inputSize, config, parameters);
    this.score = createScore(
      attention,
      config,
      { encoderOutput: encoder.outputs, units: hidden_size },
      parameters,
    );
    if (hasAttentional)
      this.attentionalKernelName = parameters.add(
        'decoder.attentional.kernel',
        [hidden_size + contextSize, hidden_size],
        weightInitializer(config.initializer, config, hidden_size + contextSize, hidden_size),
      );
    this.outputSize = this.condition === 'merge' && !hasAttentional ? hidden_size + contextSize : hidden_size;
    this.outputLayer = createOutputLayer(embedding, this.outputSize, vocabulary, config, parameters);
    this.inputDropout = new DropoutSite('decoder.layers.0', dropout);
    this.outputDropout = new DropoutSite('decoder.output', hidden_dropout);

    this.layout = new StateLayout(this.layers.cells, {
      attentional: this.inputFeeding ? hidden_size : undefined,
      context: this.score === undefined && entersAtSteps ? contextSize : undefined,
    });
  }

  get stateShapes(): StateLayout['shapes'] {
    return this.layout.shapes;
  }

  /** State before the first step. */
  begin(parameters: NamedTensors, encoded: EncoderResult, dropout?: DropoutKey): DecoderState {
    const { summary } = encoded;
    const first = this.initialState.create(parameters, encoded, this.layers.cells);
    return this.layout.join({
      layers: this.firstInput?.read(parameters, summary, first, this.layers, dropout) ?? first,
      attentional: this.inputFeeding ? zeros<Rank.R2>([summary.shape[0], this.units]) : undefined,
      context: summary,
    });
  }

  step(
    parameters: NamedTensors,
    encoded: EncodedSource,
    decoderState: DecoderState,
    previousIds: Tensor1D,
  ): DecoderStepOutput {
    const projected = this.layers.first.project(parameters, this.embedding.lookUp(parameters, previousIds));
    const { output, attention, state } = this.advance(
      parameters,
      encoded,
      this.layout.split(decoderState),
      projected,
      this.restKernel(parameters),
    );
    return {
      logits: this.outputLayer.logits(parameters, output),
      attention,
      state: this.layout.join(state),
    };
  }

  /** Logits of all steps with the reference as input: `[batch, targetTime, vocabulary]`. */
  teacherForced(
    parameters: NamedTensors,
    encoded: EncodedSource,
    decoderState: DecoderState,
    targetInputIds: Tensor2D,
    dropout?: DropoutKey,
  ): Tensor3D {
    const embedded = this.embedding.lookUpSequence(parameters, targetInputIds);
    const inputs = this.inputDropout.apply(embedded, dropout);
    const state = this.layout.split(decoderState);
    const outputs = this.needsPreviousStep
      ? this.runSteps(parameters, encoded, state, inputs, dropout)
      : this.runLayers(parameters, encoded, state, inputs, dropout);
    return this.outputLayer.sequenceLogits(parameters, outputs);
  }

  /** Whether what a step reads depends on the step before otherwise than by the states of its own layer. */
  private get needsPreviousStep(): boolean {
    return this.inputFeeding || (this.condition === 'par' && this.score !== undefined);
  }

  /** What is dropped within a step, and how wide it is: inputs of the layers above the first, and the output. */
  private get stepDropouts(): readonly { readonly site: DropoutSite; readonly size: number }[] {
    return [
      ...this.layers.dropouts.map((site) => ({ site, size: this.units })),
      { site: this.outputDropout, size: this.outputSize },
    ];
  }

  /** Names of the parameters that a step reads. */
  private get stepParameters(): readonly string[] {
    return [
      ...this.layers.stepParameters,
      ...(this.score?.queryParameters ?? []),
      ...(this.attentionalKernelName === undefined ? [] : [this.attentionalKernelName]),
    ];
  }

  /** Layer by layer, each over all times: when no step needs the output of the step before. */
  private runLayers(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: RecurrentState,
    embedded: Tensor3D,
    dropout: DropoutKey | undefined,
  ): Tensor3D {
    const [time, batch] = embedded.shape;
    const inputs =
      this.condition === 'par'
        ? concat([embedded, repeat(known(state.context), [time, batch], 0)], 2)
        : embedded;
    const sequence = this.layers.sequence(parameters, inputs, state.layers, dropout);
    const hidden = transpose<Tensor3D>(sequence, [1, 0, 2]); // [batch, targetTime, units]
    if (this.condition !== 'merge') return this.outputDropout.applyBatchFirst(hidden, dropout);
    const context =
      this.score === undefined
        ? repeat(known(state.context), [batch, time], 1)
        : attend(this.score, parameters, hidden, encoded).context;
    let output = concat([hidden, context], 2);
    if (this.attentionalKernelName !== undefined)
      output = tanh(projectLast(output, matrix(parameters, this.attentionalKernelName)));
    return this.outputDropout.applyBatchFirst(output, dropout);
  }

  /** Step by step, all layers in each. */
  private runSteps(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: RecurrentState,
    inputs: Tensor3D,
    dropout: DropoutKey | undefined,
  ): Tensor3D {
    const [time, batch] = inputs.shape;
    const masks = this.stepDropouts.map(({ site, size }) => site.mask(dropout, [time, batch, size]));
    const { outputs } = scan({
      name: 'decoder',
      carry: this.layout.join(state),
      sequences: present({
        projected: projectSequence(this.layers.first, parameters, inputs),
        ...Object.fromEntries(masks.map((mask, index) => [`dropout.${index}`, mask])),
      }),
      constants: present({
        ...Object.fromEntries(this.stepParameters.map((name) => [name, parameters[name]])),
        ...encoded,
        restKernel: this.restKernel(parameters),
      }),
      body: (carry, slices, constants) => {
        const { outputs, keys, mask, restKernel } = constants;
        const { output, state } = this.advance(
          constants,
          { outputs, keys, mask } as EncodedSource,
          this.layout.split(carry),
          slices['projected'] as Tensor2D,
          restKernel as Tensor2D | undefined,
          masks.map((_, index) => slices[`dropout.${index}`] as Tensor2D | undefined),
        );
        return { carry: this.layout.join(state), outputs: { output } };
      },
    });
    return transpose(outputs.output as Tensor3D, [1, 0, 2]);
  }

  /**
   * One step of all layers.
   * @param projected the embedding's part of the first layer's input projection
   * @param dropouts factors of the `stepDropouts`
   */
  private advance(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: RecurrentState,
    projected: Tensor2D,
    restKernel: Tensor2D | undefined,
    dropouts: readonly (Tensor2D | undefined)[] = [],
  ): { output: Tensor2D; attention: Tensor2D | undefined; state: RecurrentState } {
    let context = state.context;
    let attention: Tensor2D | undefined;
    const look = (query: Tensor2D) => {
      if (this.score === undefined) return;
      const [batch, units] = query.shape;
      const attended = attend(this.score, parameters, reshape(query, [batch, 1, units]), encoded);
      context = reshape(attended.context, [batch, attended.context.shape[2]]);
      attention = reshape(attended.weights, [batch, attended.weights.shape[2]]);
    };

    if (this.condition === 'par') look(known(state.layers.at(-1)).h);
    let input = projected;
    if (restKernel !== undefined) {
      const rest = [
        ...(this.inputFeeding ? [known(state.attentional)] : []),
        ...(this.condition === 'par' ? [known(context)] : []),
      ];
      input = add(projected, matMul(rest.length === 1 ? rest[0]! : concat(rest, 1), restKernel));
    }
    const { states, output: h } = this.layers.step(parameters, input, state.layers, dropouts);
    if (this.condition === 'merge') look(h);
    let vector = h;
    if (this.attentionalKernelName !== undefined || this.condition === 'merge')
      vector = concat([h, known(context)], 1);
    if (this.attentionalKernelName !== undefined)
      vector = tanh(matMul<Tensor2D>(vector, matrix(parameters, this.attentionalKernelName)));
    const mask = dropouts[this.layers.dropouts.length];
    const output = mask === undefined ? vector : mul<Tensor2D>(vector, mask);
    return {
      output,
      attention,
      state: {
        layers: states,
        attentional: this.inputFeeding ? output : undefined,
        context: state.context,
      },
    };
  }

  /** The first layer's kernel below the embedding's rows; undefined when the embedding is all it reads. */
  private restKernel(parameters: NamedTensors): Tensor2D | undefined {
    return this.inputFeeding || this.condition === 'par'
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

/** What the decoder's configuration guarantees to be there. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A part of the decoder state is missing.');
  return value;
}
