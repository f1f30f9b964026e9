import {
  add,
  concat,
  matMul,
  mul,
  reshape,
  tanh,
  tile,
  transpose,
  zeros,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { effectiveCondition, type ModelConfig } from '../config/schema';
import { scan } from '../ops/scan';
import type { NamedTensors } from '../step/step';
import { attend, type AttentionScore } from './attention/attention';
import { createScore } from './attention/createScore';
import { projectLast } from './attention/projectLast';
import { createCell } from './cells/createCell';
import type { CellState, RecurrentCell } from './cells/recurrentCell';
import { projectSequence, runCell } from './cells/runCell';
import { DropoutSite } from './dropoutSite';
import type { Embedding } from './embedding';
import { weightInitializer } from './initializer';
import { InitialState } from './initialState';
import type { DecoderState, DecoderStepOutput, DropoutKey, EncodedSource } from './model';
import { OutputLayer } from './outputLayer';
import { matrix, type ParameterList } from './parameterList';
import { present, StateLayout, type RecurrentState } from './stateLayout';
import type { EncoderResult, EncoderSizes } from './recurrentEncoder';

/**
 * Recurrent decoder. Where the source enters (`condition`):
 *
 * - `init`: as the first state only;
 * - `par`: a context beside every input, attention scored with the state before the step (Bahdanau, Cho & Bengio 2015);
 * - `merge`: a context beside every output, attention scored with the state after the step (Luong, Pham & Manning 2015).
 *
 * With attention, and for `merge`, the output is the attentional vector a = tanh([h ; context]·Wc), from which the
 * logits come; else it is h itself. Input feeding puts the previous a beside the input (Luong et al., §3.3). The columns
 * of the first layer's input are [embedding ; attentional ; context]. Without attention the context is the encoder's
 * summary of the source.
 */
export class RecurrentDecoder {
  readonly score: AttentionScore | undefined;
  private readonly units: number;
  private readonly condition: 'init' | 'par' | 'merge';
  private readonly inputFeeding: boolean;
  private readonly cells: readonly RecurrentCell[];
  private readonly initialState: InitialState;
  private readonly attentionalKernelName: string | undefined;
  private readonly outputLayer: OutputLayer;
  private readonly inputDropouts: readonly DropoutSite[];
  private readonly outputDropout: DropoutSite;
  private readonly layout: StateLayout;

  /** @throws Error when keys of the config contradict each other */
  constructor(
    private readonly embedding: Embedding,
    encoder: EncoderSizes,
    vocabularySize: number,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { hidden_size, num_layers, attention, dropout, hidden_dropout } = config.decoder;
    this.units = hidden_size;
    this.condition = effectiveCondition(config.decoder);
    this.inputFeeding = config.decoder.input_feeding;
    const hasAttention = attention.type !== 'none';
    if (hasAttention && this.condition === 'init')
      throw new Error(
        'model.decoder.condition "init" leaves no step at which attention could enter: use "par" or "merge".',
      );
    if (this.inputFeeding && !hasAttention)
      throw new Error('model.decoder.input_feeding needs an attention other than "none".');

    this.initialState = new InitialState(encoder, config, parameters);
    const contextSize = hasAttention ? encoder.outputs : encoder.summary;
    const firstInputSize =
      embedding.size + (this.inputFeeding ? hidden_size : 0) + (this.condition === 'par' ? contextSize : 0);
    this.cells = Array.from({ length: num_layers }, (_, layer) =>
      createCell({
        name: `decoder.layers.${layer}`,
        inputSize: layer === 0 ? firstInputSize : hidden_size,
        layer: config.decoder,
        config,
        parameters,
      }),
    );
    this.score = createScore(
      attention,
      config,
      { encoderOutput: encoder.outputs, units: hidden_size },
      parameters,
    );
    if (hasAttention || this.condition === 'merge')
      this.attentionalKernelName = parameters.add(
        'decoder.attentional.kernel',
        [hidden_size + contextSize, hidden_size],
        weightInitializer(config.initializer, config, hidden_size + contextSize, hidden_size),
      );
    this.outputLayer = new OutputLayer(embedding, vocabularySize, config, parameters);
    this.inputDropouts = this.cells.map((_, layer) => new DropoutSite(`decoder.layers.${layer}`, dropout));
    this.outputDropout = new DropoutSite('decoder.output', hidden_dropout);

    this.layout = new StateLayout(this.cells, {
      attentional: this.inputFeeding ? hidden_size : undefined,
      context: this.hasFixedContext ? contextSize : undefined,
    });
  }

  get stateShapes(): StateLayout['shapes'] {
    return this.layout.shapes;
  }

  /** State before the first step. */
  begin(parameters: NamedTensors, encoded: EncoderResult): DecoderState {
    const { summary } = encoded;
    return this.layout.join({
      layers: this.initialState.create(parameters, encoded, this.cells),
      attentional: this.inputFeeding ? zeros<Rank.R2>([summary.shape[0], this.units]) : undefined,
      context: this.hasFixedContext ? summary : undefined,
    });
  }

  step(
    parameters: NamedTensors,
    encoded: EncodedSource,
    decoderState: DecoderState,
    previousIds: Tensor1D,
  ): DecoderStepOutput {
    const projected = this.firstCell.project(parameters, this.embedding.lookUp(parameters, previousIds));
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
    const inputs = this.inputDropouts[0]?.apply(embedded, dropout) ?? embedded;
    const state = this.layout.split(decoderState);
    const outputs =
      this.inputFeeding || this.condition === 'par'
        ? this.runSteps(parameters, encoded, state, inputs, dropout)
        : this.runLayers(parameters, encoded, state, inputs, dropout);
    return this.outputLayer.sequenceLogits(parameters, outputs);
  }

  private get firstCell(): RecurrentCell {
    const [cell] = this.cells;
    if (cell === undefined) throw new Error('The decoder has no layers.');
    return cell;
  }

  /** What is dropped within a step: inputs of the layers above the first, and the output. */
  private get stepDropouts(): readonly DropoutSite[] {
    return [...this.inputDropouts.slice(1), this.outputDropout];
  }

  /** Names of the parameters that a step reads. */
  private get stepParameters(): readonly string[] {
    return [
      ...this.cells.flatMap((cell, layer) => [
        ...(layer === 0 ? [] : cell.inputParameters),
        ...cell.stepParameters,
      ]),
      ...(this.score?.queryParameters ?? []),
      ...(this.attentionalKernelName === undefined ? [] : [this.attentionalKernelName]),
    ];
  }

  private get hasFixedContext(): boolean {
    return this.score === undefined && this.condition !== 'init';
  }

  /** Layer by layer, each over all times: when no step needs the output of the step before. */
  private runLayers(
    parameters: NamedTensors,
    encoded: EncodedSource,
    state: RecurrentState,
    inputs: Tensor3D,
    dropout: DropoutKey | undefined,
  ): Tensor3D {
    let sequence = inputs;
    this.cells.forEach((cell, layer) => {
      if (layer > 0) sequence = this.inputDropouts[layer]?.apply(sequence, dropout) ?? sequence;
      const initial = state.layers[layer];
      sequence = runCell(cell, parameters, sequence, initial === undefined ? {} : { initial }).outputs;
    });
    const hidden = transpose<Tensor3D>(sequence, [1, 0, 2]); // [batch, targetTime, units]
    if (this.attentionalKernelName === undefined) return this.outputDropout.applyBatchFirst(hidden, dropout);
    const [batch, time] = hidden.shape;
    const context =
      this.score === undefined
        ? tile<Tensor3D>(reshape(known(state.context), [batch, 1, -1]), [1, time, 1])
        : attend(this.score, parameters, hidden, encoded).context;
    const kernel = matrix(parameters, this.attentionalKernelName);
    const attentional = tanh<Tensor3D>(projectLast(concat([hidden, context], 2), kernel));
    return this.outputDropout.applyBatchFirst(attentional, dropout);
  }

  /** Step by step, all layers in each. */
  private runSteps(
    parameters: NamedTensors,
    encoded: EncodedSource,
    { context, ...carried }: RecurrentState,
    inputs: Tensor3D,
    dropout: DropoutKey | undefined,
  ): Tensor3D {
    const [time, batch] = inputs.shape;
    const masks = this.stepDropouts.map((site) => site.mask(dropout, [time, batch, this.units]));
    const { outputs } = scan({
      name: 'decoder',
      carry: this.layout.join({ ...carried, context: undefined }),
      sequences: present({
        projected: projectSequence(this.firstCell, parameters, inputs),
        ...Object.fromEntries(masks.map((mask, index) => [`dropout.${index}`, mask])),
      }),
      constants: present({
        ...Object.fromEntries(this.stepParameters.map((name) => [name, parameters[name]])),
        ...(this.score === undefined ? {} : encoded),
        context,
        restKernel: this.restKernel(parameters),
      }),
      body: (carry, slices, constants) => {
        const { outputs, keys, mask, context, restKernel } = constants;
        const { output, state } = this.advance(
          constants,
          { outputs, keys, mask } as EncodedSource,
          this.layout.split({ ...carry, ...present({ context }) }),
          slices['projected'] as Tensor2D,
          restKernel as Tensor2D | undefined,
          masks.map((_, index) => slices[`dropout.${index}`] as Tensor2D | undefined),
        );
        return { carry: this.layout.join({ ...state, context: undefined }), outputs: { output } };
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
    const layers: CellState[] = [];
    this.cells.forEach((cell, layer) => {
      if (layer > 0) {
        const below = known(layers[layer - 1]).h;
        input = cell.project(parameters, drop(below, dropouts[layer - 1]));
      }
      layers.push(cell.step(parameters, input, known(state.layers[layer])));
    });
    const { h } = known(layers.at(-1));
    if (this.condition === 'merge') look(h);
    let vector = h;
    if (this.attentionalKernelName !== undefined) {
      const joined: Tensor2D = concat([h, known(context)], 1);
      vector = tanh(matMul<Tensor2D>(joined, matrix(parameters, this.attentionalKernelName)));
    }
    const output = drop(vector, dropouts[this.cells.length - 1]);
    return {
      output,
      attention,
      state: {
        layers,
        attentional: this.inputFeeding ? output : undefined,
        context: state.context,
      },
    };
  }

  /** The first layer's kernel below the embedding's rows; undefined when the embedding is all it reads. */
  private restKernel(parameters: NamedTensors): Tensor2D | undefined {
    return this.inputFeeding || this.condition === 'par'
      ? this.firstCell.kernelFrom(parameters, this.embedding.size)
      : undefined;
  }
}

function drop(values: Tensor2D, mask: Tensor2D | undefined): Tensor2D {
  return mask === undefined ? values : mul(values, mask);
}

/** What the decoder's configuration guarantees to be there. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A part of the decoder state is missing.');
  return value;
}
