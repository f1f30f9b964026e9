import {
  add,
  concat,
  fill,
  mul,
  reshape,
  slice,
  softmax,
  sum,
  tensor1d,
  transpose,
  zeros,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type Tensor5D,
} from '@tensorflow/tfjs-core';
import { contextSize, type EncoderSizes } from '../../config/encoderSizes';
import type { ModelConfig } from '../../config/schema';
import { drawConfig } from '../../config/schema/drawSchema';
import { scan } from '../../ops/scan';
import type { NamedTensors } from '../../step/step';
import { eosId, specialSymbolCount } from '../../text/specialIds';
import type { Attention } from '../attention/attention';
import { createAttention } from '../attention/createAttention';
import { DecoderLayers } from '../decoderLayers';
import type { Decoder, EncoderResult } from '../encoderDecoder';
import { InitialState } from '../initialState';
import { biasInitializer } from '../initializer';
import type {
  DecoderState,
  DecoderStepOutput,
  DrawingSteps,
  EncodedSource,
  Regions,
  Seq2SeqModel,
  SourceTensors,
} from '../model';
import { vector, type ParameterList } from '../parameterList';
import { present, StateLayout } from '../stateLayout';
import { CanvasWriter } from './canvasWriter';
import type { PictureSize } from './gaussianGrid';

/** A logit of what can't be written there. */
const farBelow = -1e4;

/**
 * Draws a picture on a canvas, in as many steps as it is told, and then hands it out pixel by pixel (DRAW; Gregor, Danihelka,
 * Graves, Rezende & Wierstra 2015). In a step the decoder attends to the source with the state before (as Mansimov,
 * Parisotto, Ba & Salakhutdinov 2016 do to a caption; without attention it reads the source as one vector), and writes a
 * patch by a grid of Gaussian filters; see `CanvasWriter`. All of it is differentiable: pixels are independent given the
 * canvas, and their cross-entropy is the loss.
 *
 * Nothing is random: the publications draw latent variables at every step, and bound the likelihood; here what the source
 * says is all there is to know about the picture.
 *
 * The target's tokens are the pixels, row by row: every token of the vocabulary but the special symbols is a level of ink,
 * whose logits are the canvas. Pixels are not read when they are written. The state is what is left to write, `pending`:
 * [logit of the end ; logits of the levels] of each pixel to come and of the end.
 */
export class DrawDecoder implements Decoder {
  readonly hasAttention = false;
  readonly stateShapes: Seq2SeqModel['stateShapes'];
  private readonly picture: PictureSize;
  private readonly steps: number;
  private readonly levels: number;
  private readonly layers: DecoderLayers;
  private readonly initialState: InitialState;
  private readonly attention: Attention | undefined;
  private readonly writer: CanvasWriter;
  private readonly blankName: string;
  private readonly layout: StateLayout;

  /** @param regions where the encoder's outputs are in a picture; undefined where the source is none */
  constructor(
    private readonly encoder: EncoderSizes,
    private readonly vocabularySize: number,
    config: ModelConfig,
    parameters: ParameterList,
    regions?: Regions,
  ) {
    const { image_size, steps, patch_size: patch } = drawConfig(config.decoder);
    const [height, width] = image_size;
    const { attention, hidden_size } = config.decoder;
    this.picture = { height, width };
    this.steps = steps;
    this.levels = vocabularySize - specialSymbolCount;
    this.initialState = new InitialState(encoder, config, parameters);
    const input = contextSize(encoder, attention);
    this.layers = new DecoderLayers({ input, contextAbove: 0 }, config, parameters);
    this.attention = createAttention(config, { outputs: encoder.outputs, regions }, parameters);
    const sizes = { ...this.picture, patch, levels: this.levels };
    this.writer = new CanvasWriter('decoder.write', hidden_size, sizes, config, parameters);
    this.blankName = parameters.add('decoder.canvas', [this.levels], biasInitializer(config));
    this.layout = new StateLayout(this.layers.cells, {});
    this.stateShapes = [{ name: 'pending', size: (height * width + 1) * (1 + this.levels) }];
  }

  get encodedSizes(): Seq2SeqModel['encodedSizes'] {
    return { outputs: this.encoder.outputs, keys: undefined };
  }

  outputSize(): number {
    return this.vocabularySize;
  }

  /** Draws the whole picture. */
  begin(
    parameters: NamedTensors,
    _source: SourceTensors,
    result: EncoderResult,
  ): { encoded: EncodedSource; state: DecoderState } {
    const { outputs, mask } = result;
    const pixels = this.pixels(this.draw(parameters, result, false).canvas);
    return { encoded: { outputs, keys: undefined, mask }, state: { pending: this.queue(pixels) } };
  }

  decodeStep(
    _parameters: NamedTensors,
    _encoded: EncodedSource,
    { pending }: DecoderState,
    previousIds: Tensor1D,
  ): DecoderStepOutput {
    const [batch] = previousIds.shape;
    if (pending === undefined) throw new Error('The decoder’s state lacks what is left to write.');
    const width = 1 + this.levels;
    const length = pending.shape[1] ?? 0;
    const next = slice(pending as Tensor2D, [0, 0], [batch, width]);
    const later = slice(pending as Tensor2D, [0, width], [batch, length - width]);
    return {
      logits: concat([fill<Rank.R2>([batch, eosId], farBelow), next], 1),
      attention: undefined,
      // After the end comes the end again.
      state: { pending: concat([later, this.ends(batch)], 1) },
    };
  }

  decodeTeacherForced(
    _parameters: NamedTensors,
    _encoded: EncodedSource,
    { pending }: DecoderState,
    targetInputIds: Tensor2D,
  ): Tensor3D {
    if (pending === undefined) throw new Error('The decoder’s state lacks what is left to write.');
    const [batch, time] = targetInputIds.shape;
    const width = 1 + this.levels;
    const length = (pending.shape[1] ?? 0) / width;
    const ends = Array.from({ length: Math.max(0, time - length) }, () => this.ends(batch));
    const all = concat([pending as Tensor2D, ...ends], 1);
    const logits = reshape<Rank.R3>(slice(all, [0, 0], [batch, time * width]), [batch, time, width]);
    return concat([fill<Rank.R3>([batch, time, eosId], farBelow), logits], 2);
  }

  /** The canvas after every step, and where the steps looked. */
  drawingSteps(parameters: NamedTensors, result: EncoderResult): DrawingSteps {
    const shown = this.draw(parameters, result, true).steps;
    const canvases = shown['canvas'] as Tensor4D;
    const looks = shown['look'] as Tensor3D | undefined;
    const [steps, batch] = canvases.shape;
    const { levels } = this;
    const { height, width } = this.picture;
    const byPixel = transpose<Tensor5D>(
      reshape<Rank.R5>(canvases, [steps, batch, height, levels, width]),
      [1, 0, 2, 4, 3],
    );
    const shares = Float32Array.from({ length: levels }, (_, level) => level / Math.max(1, levels - 1));
    return {
      canvases: sum<Tensor4D>(mul(softmax(byPixel), tensor1d(shares)), 4),
      looks: looks === undefined ? undefined : transpose(looks, [1, 0, 2]),
    };
  }

  /**
   * The last canvas `[batch, height, levels·width]`. Where steps are to be shown: `canvas` `[steps, batch, height,
   * levels·width]` after each, and `look` `[steps, batch, sourceTime]`, where each looked, if there is attention.
   */
  private draw(
    parameters: NamedTensors,
    result: EncoderResult,
    shows: boolean,
  ): { canvas: Tensor3D; steps: NamedTensors } {
    const { outputs, mask, summary } = result;
    const [batch] = mask.shape;
    const { height, width } = this.picture;
    const { cells } = this.layers;
    const keys = this.attention?.projectKeys(parameters, outputs);
    const blank = concat(
      Array.from({ length: this.levels }, (_, level) =>
        add<Tensor3D>(
          zeros<Rank.R3>([batch, height, width]),
          slice(vector(parameters, this.blankName), level, 1),
        ),
      ),
      2,
    );
    const { carry, outputs: steps } = scan({
      name: 'draw',
      carry: {
        canvas: blank,
        ...this.layout.join({ layers: this.initialState.create(parameters, result, cells) }),
      },
      // A scan goes over something; no step reads anything of its own.
      sequences: { nothing: zeros([this.steps, 1]) },
      constants: present({
        ...Object.fromEntries(this.stepParameters.map((name) => [name, parameters[name]])),
        outputs,
        keys,
        mask,
        summary,
      }),
      body: ({ canvas, ...before }, _slices, constants) => {
        const { layers } = this.layout.split(before);
        const read = this.look(constants, layers.at(-1)!.h);
        const projected = this.layers.first.project(constants, read.context);
        const { states, output } = this.layers.step(constants, projected, layers);
        const after = this.writer.write(constants, canvas as Tensor3D, output);
        return {
          carry: { canvas: after, ...this.layout.join({ layers: states }) },
          outputs: shows ? present({ canvas: after, look: read.weights }) : {},
        };
      },
    });
    return { canvas: carry.canvas as Tensor3D, steps };
  }

  /** What a step reads of the source. @param query `[batch, units]` */
  private look(
    constants: NamedTensors,
    query: Tensor2D,
  ): { context: Tensor2D; weights: Tensor2D | undefined } {
    const { outputs, keys, mask, summary } = constants;
    if (this.attention === undefined) return { context: summary as Tensor2D, weights: undefined };
    const [batch, units] = query.shape;
    const queries = reshape<Rank.R3>(query, [batch, 1, units]);
    const attended = this.attention.attend(constants, queries, { outputs, keys, mask } as EncodedSource);
    return {
      context: reshape(attended.context, [batch, attended.context.shape[2]]),
      weights: reshape(attended.weights, [batch, attended.weights.shape[2]]),
    };
  }

  /** Names of the parameters that a step reads. */
  private get stepParameters(): readonly string[] {
    return [
      ...this.layers.first.inputParameters,
      ...this.layers.stepParameters,
      ...(this.attention?.stepParameters ?? []),
      ...this.writer.stepParameters,
    ];
  }

  /** `[batch, height, levels·width]` → `[batch, pixels, levels]` */
  private pixels(canvas: Tensor3D): Tensor3D {
    const [batch] = canvas.shape;
    const { height, width } = this.picture;
    const byLevel = reshape<Rank.R4>(canvas, [batch, height, this.levels, width]);
    return reshape(transpose(byLevel, [0, 1, 3, 2]), [batch, height * width, this.levels]);
  }

  /** What is to be written: `[batch, (pixels + 1)·(1 + levels)]`. @param pixels `[batch, pixels, levels]` */
  private queue(pixels: Tensor3D): Tensor2D {
    const [batch, count] = pixels.shape;
    const entries = concat([fill<Rank.R3>([batch, count, 1], farBelow), pixels], 2);
    const flat = reshape<Rank.R2>(entries, [batch, count * (1 + this.levels)]);
    return concat([flat, this.ends(batch)], 1);
  }

  /** An entry that says: the end. */
  private ends(batch: number): Tensor2D {
    return concat([zeros<Rank.R2>([batch, 1]), fill<Rank.R2>([batch, this.levels], farBelow)], 1);
  }
}
