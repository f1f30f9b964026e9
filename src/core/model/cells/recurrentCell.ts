import {
  add,
  matMul,
  mul,
  reshape,
  slice,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { EncoderConfig, ModelConfig, RnnType } from '../../config/schema';
import type { SequenceInput } from '../../ops/recurrentSequence';
import { scan } from '../../ops/scan';
import { tokenRows } from '../../ops/sequenceMask';
import type { NamedTensors } from '../../step/step';
import { DropoutSite } from '../dropoutSite';
import { recurrentInitializer, type Initializer } from '../initializer';
import type { DropoutKey } from '../model';
import { matrix, vector, type ParameterList } from '../parameterList';
import { present } from '../stateLayout';
import { NormalizedGates } from './normalizedGates';

/** State of one recurrent layer. */
export interface CellState {
  /** Hidden state, also the output: `[batch, units]`. */
  readonly h: Tensor2D;
  /** Memory of an LSTM: `[batch, units]`. */
  readonly c: Tensor2D | undefined;
}

/** How far gates are open, from 0 to 1: reset and update of a GRU; input, forget and output of an LSTM. */
export type OpenGates = Readonly<
  Partial<Record<'reset' | 'update' | 'input' | 'forget' | 'output', Tensor2D>>
>;

/** What encoder and decoder have in common: the config of a recurrent layer. */
export type RecurrentLayerConfig = Pick<
  EncoderConfig,
  'rnn_type' | 'gru_reset' | 'hidden_size' | 'layer_norm' | 'recurrent_dropout' | 'variational_dropout'
>;

export interface CellOptions {
  /** Beginning of the parameters' names, such as `encoder.layers.0.forward`. */
  readonly name: string;
  readonly inputSize: number;
  /** The side's config: kind of cell, width and options. */
  readonly layer: RecurrentLayerConfig;
  readonly config: ModelConfig;
  readonly parameters: ParameterList;
}

/** What a kind of cell says about its parameters. */
interface CellLayout {
  /**
   * How many gates each matrix has where rows of input and state are kept together; their sum is how many blocks of `units`
   * columns the kernel has.
   */
  readonly jointGates: readonly number[];
  /** The same for the recurrent kernel; default as `jointGates`. */
  readonly recurrentGates?: readonly number[];
  readonly bias: Initializer;
  /** Whether layer normalisation takes input and recurrent products each by itself, or their sum. */
  readonly normalizesSum?: boolean;
}

/** How a cell runs over a sequence. */
export interface SequenceOptions {
  /** float32 `[time, batch]`; times of padding (0) keep the state. */
  readonly mask: Tensor2D | undefined;
  /** From the last time to the first; outputs stay at their times. */
  readonly backward: boolean;
  /** Whether the memory after the last time is wanted, of an LSTM. */
  readonly memory: boolean;
  /** From `recurrentFactors`: `[time, batch, units]`. */
  readonly recurrentFactors: Tensor3D | undefined;
}

export interface CellSequence {
  /** Hidden states `[time, batch, units]`. */
  readonly outputs: Tensor3D;
  /** Of an LSTM and on demand, the memory after the last time. */
  readonly c: Tensor2D | undefined;
}

/**
 * One step of a recurrent layer, and the input side of all steps at once: inputs do not depend on each other, so a
 * sequence is projected in one matmul.
 *
 * With `layer_norm` the products x·W and h·U are normalised before they meet and before b is added. `recurrent_dropout`
 * drops h where it enters h·U, and nowhere else (Gal & Ghahramani 2016).
 */
export abstract class RecurrentCell {
  abstract readonly type: RnnType;
  readonly units: number;
  /** Of x·W; undefined without `layer_norm`, and where the sum is normalised. */
  private readonly inputNorm: NormalizedGates | undefined;
  /** Of h·U, or of the sum. */
  protected readonly recurrentNorm: NormalizedGates | undefined;
  private readonly inputSize: number;
  private readonly kernelName: string;
  private readonly recurrentKernelName: string;
  private readonly biasName: string;
  private readonly recurrentDropout: DropoutSite;

  protected constructor(
    { name, inputSize, layer, config, parameters }: CellOptions,
    { jointGates, recurrentGates = jointGates, bias, normalizesSum = false }: CellLayout,
  ) {
    const units = layer.hidden_size;
    this.units = units;
    this.inputSize = inputSize;
    const gates = total(jointGates);
    const recurrentBlocks = total(recurrentGates);
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [inputSize, gates * units],
      recurrentInitializer(config, inputSize, { inputSize, units, jointGates }),
    );
    this.recurrentKernelName = parameters.add(
      `${name}.recurrent_kernel`,
      [units, recurrentBlocks * units],
      config.init_rnn_orthogonal
        ? { kind: 'orthogonal', blocks: recurrentBlocks }
        : recurrentInitializer(config, units, { inputSize, units, jointGates: recurrentGates }),
    );
    this.biasName = parameters.add(`${name}.bias`, [gates * units], bias);
    if (layer.layer_norm) {
      if (!normalizesSum)
        this.inputNorm = new NormalizedGates(`${name}.input_norm`, jointGates, units, parameters);
      this.recurrentNorm = new NormalizedGates(`${name}.recurrent_norm`, recurrentGates, units, parameters);
    }
    this.recurrentDropout = new DropoutSite(
      `${name}.recurrent`,
      layer.recurrent_dropout,
      layer.variational_dropout,
    );
  }

  /** Names of the parameters that `project` reads. */
  get inputParameters(): readonly string[] {
    return this.normalizes ? [this.kernelName] : [this.kernelName, this.biasName];
  }

  /** Names of the parameters that `step` reads. */
  get stepParameters(): readonly string[] {
    const norms = [this.inputNorm, this.recurrentNorm].flatMap((norm) => norm?.gainName ?? []);
    return [this.recurrentKernelName, ...(this.normalizes ? [this.biasName, ...norms] : [])];
  }

  get hasMemory(): boolean {
    return this.type === 'lstm';
  }

  /** Whether the cell has layer normalisation. */
  protected get normalizes(): boolean {
    return this.recurrentNorm !== undefined;
  }

  /**
   * x·W + b for many inputs (b comes later with layer normalisation): `[n, gates·units]`. Inputs narrower than the cell's
   * are its first columns; the rest, from `kernelFrom`, is to be added.
   * @param inputs `[n, ≤ inputSize]`
   */
  project(parameters: NamedTensors, inputs: Tensor2D): Tensor2D {
    const kernel = matrix(parameters, this.kernelName);
    const width = inputs.shape[1];
    const rows = width === this.inputSize ? kernel : slice(kernel, [0, 0], [width, kernel.shape[1]]);
    const product: Tensor2D = matMul(inputs, rows);
    return this.normalizes ? product : add(product, vector(parameters, this.biasName));
  }

  /** The rows of W for the input columns from `start` on: `[inputSize − start, gates·units]`. */
  kernelFrom(parameters: NamedTensors, start: number): Tensor2D {
    const kernel = matrix(parameters, this.kernelName);
    return slice(kernel, [start, 0], [this.inputSize - start, kernel.shape[1]]);
  }

  /** Factors of h by which `recurrent_dropout` drops it, `[time, batch, units]`; undefined where nothing is dropped. */
  recurrentFactors(dropout: DropoutKey | undefined, time: number, batch: number): Tensor3D | undefined {
    return this.recurrentDropout.mask(dropout, [time, batch, this.units]);
  }

  /**
   * The state after one input.
   * @param projected from `project`, `[batch, gates·units]`
   * @param factors of one time, from `recurrentFactors`
   */
  step(parameters: NamedTensors, projected: Tensor2D, state: CellState, factors?: Tensor2D): CellState {
    return this.advance(parameters, this.prepare(parameters, projected), state, factors);
  }

  /**
   * All states over a sequence: by the cell's own op for it, or step after step.
   * @param projected from `project`, `[time, batch, gates·units]`
   */
  sequence(
    parameters: NamedTensors,
    projected: Tensor3D,
    initial: CellState,
    options: SequenceOptions,
  ): CellSequence {
    const { mask, backward, memory, recurrentFactors } = options;
    if (this.fused === undefined || this.normalizes || recurrentFactors !== undefined)
      return this.steps(parameters, projected, initial, options);
    const recurrentKernel = this.recurrentKernel(parameters);
    const input = { projected, recurrentKernel, h: initial.h, mask, backward };
    return this.fused(parameters, input, { c: initial.c, memory });
  }

  /**
   * All states over a sequence by an op of its own, where a cell has one: without normalisation and recurrent dropout.
   * @param memory of an LSTM, before the first time, and whether the one after the last is wanted
   */
  protected fused?(
    parameters: NamedTensors,
    input: SequenceInput,
    memory: Pick<CellState, 'c'> & Pick<SequenceOptions, 'memory'>,
  ): CellSequence;

  private steps(
    parameters: NamedTensors,
    projected: Tensor3D,
    initial: CellState,
    { mask, backward, recurrentFactors }: SequenceOptions,
  ): CellSequence {
    const [time, batch, width] = projected.shape;
    const flat = this.prepare(parameters, reshape(projected, [time * batch, width]));
    const { row } = tokenRows(mask);
    const { carry, outputs } = scan({
      name: this.type,
      carry: present({ h: initial.h, c: initial.c }),
      sequences: present({
        prepared: reshape(flat, [time, batch, width]),
        factors: recurrentFactors,
        row,
        kept: row === undefined ? undefined : sub(1, row),
      }),
      constants: present(Object.fromEntries(this.stepParameters.map((name) => [name, parameters[name]]))),
      backward,
      body: (before, slices, constants) => {
        const state = before as unknown as CellState;
        const { prepared, factors } = slices as { prepared: Tensor2D; factors?: Tensor2D };
        const next = this.advance(constants, prepared, state, factors);
        const { h, c } = carriedThrough(slices, state, next);
        return { carry: present({ h, c }), outputs: { h } };
      },
    });
    return { outputs: outputs.h as Tensor3D, c: carry['c'] as Tensor2D | undefined };
  }

  /**
   * How far the gates were open at many times at once: each depends on its input and the state before it, and on nothing else.
   * @param projected from `project`, `[n, gates·units]`
   * @param h `[n, units]`
   * @returns by name, `[n, units]`; a simple recurrent cell has no gates
   */
  openGates(parameters: NamedTensors, projected: Tensor2D, h: Tensor2D): OpenGates {
    return this.open?.(parameters, this.prepare(parameters, projected), h) ?? {};
  }

  /** `openGates` of inputs whose projections are `prepared`. */
  protected open?(parameters: NamedTensors, prepared: Tensor2D, h: Tensor2D): OpenGates;

  /** The state after one input whose projection is `prepared`. */
  protected abstract advance(
    parameters: NamedTensors,
    prepared: Tensor2D,
    state: CellState,
    factors: Tensor2D | undefined,
  ): CellState;

  /** The input's part of the pre-activations: the projection, normalised and with b where that was left to do. */
  private prepare(parameters: NamedTensors, projected: Tensor2D): Tensor2D {
    return this.inputNorm === undefined
      ? projected
      : add(this.inputNorm.apply(parameters, projected), this.bias(parameters));
  }

  /** b `[gates·units]` */
  protected bias(parameters: NamedTensors): Tensor {
    return vector(parameters, this.biasName);
  }

  /** U `[units, gates·units]` */
  protected recurrentKernel(parameters: NamedTensors): Tensor2D {
    return matrix(parameters, this.recurrentKernelName);
  }

  /** h·U, of what dropout leaves of h: `[batch, gates·units]`. */
  protected recur(parameters: NamedTensors, h: Tensor2D, factors: Tensor2D | undefined): Tensor2D {
    return matMul(dropped(h, factors), this.recurrentKernel(parameters));
  }
}

export function dropped(h: Tensor2D, factors: Tensor2D | undefined): Tensor2D {
  return factors === undefined ? h : mul(h, factors);
}

/** The new state, or the old one in rows of padding, by factors `[batch, 1]`: `row` of the new, `kept` of the old state. */
function carriedThrough({ row, kept }: NamedTensors, before: CellState, next: CellState): CellState {
  if (row === undefined || kept === undefined) return next;
  const carried = (old: Tensor2D, now: Tensor2D): Tensor2D => add(mul(now, row), mul(old, kept));
  return {
    h: carried(before.h, next.h),
    c: before.c === undefined || next.c === undefined ? undefined : carried(before.c, next.c),
  };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
