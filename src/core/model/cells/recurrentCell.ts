import {
  add,
  matMul,
  mul,
  slice,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { EncoderConfig, ModelConfig, RnnType } from '../../config/schema';
import { scan } from '../../ops/scan';
import { tokenRows } from '../../ops/sequenceMask';
import type { NamedTensors } from '../../step/step';
import { recurrentInitializer, type Initializer } from '../initializer';
import { matrix, vector, type ParameterList } from '../parameterList';
import { present } from '../stateLayout';

/** State of one recurrent layer. */
export interface CellState {
  /** Hidden state, also the output: `[batch, units]`. */
  readonly h: Tensor2D;
  /** Memory of an LSTM: `[batch, units]`. */
  readonly c: Tensor2D | undefined;
}

/** What encoder and decoder have in common: the config of a recurrent layer. */
export type RecurrentLayerConfig = Pick<EncoderConfig, 'rnn_type' | 'gru_reset' | 'hidden_size'>;

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
  /** How many of the gates multiply h itself with the recurrent kernel; default all. */
  readonly recurrentGates?: number;
  readonly bias: Initializer;
}

/** How a cell runs over a sequence. */
export interface SequenceOptions {
  /** float32 `[time, batch]`; times of padding (0) keep the state. */
  readonly mask: Tensor2D | undefined;
  /** From the last time to the first; outputs stay at their times. */
  readonly backward: boolean;
  /** Whether the memory after the last time is wanted, of an LSTM. */
  readonly memory: boolean;
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
 */
export abstract class RecurrentCell {
  abstract readonly type: RnnType;
  readonly units: number;
  private readonly inputSize: number;
  private readonly kernelName: string;
  private readonly recurrentKernelName: string;
  private readonly biasName: string;

  protected constructor(
    { name, inputSize, layer, config, parameters }: CellOptions,
    { jointGates, recurrentGates, bias }: CellLayout,
  ) {
    const units = layer.hidden_size;
    this.units = units;
    this.inputSize = inputSize;
    const gates = jointGates.reduce((sum, count) => sum + count, 0);
    const sizes = { inputSize, units, jointGates };
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [inputSize, gates * units],
      recurrentInitializer(config, inputSize, sizes),
    );
    const blocks = recurrentGates ?? gates;
    const first = blocks === gates ? sizes : { ...sizes, jointGates: [blocks] };
    this.recurrentKernelName = parameters.add(
      `${name}.recurrent_kernel`,
      [units, blocks * units],
      config.init_rnn_orthogonal
        ? { kind: 'orthogonal', blocks }
        : recurrentInitializer(config, units, first),
    );
    this.biasName = parameters.add(`${name}.bias`, [gates * units], bias);
  }

  /** Names of the parameters that `project` reads. */
  get inputParameters(): readonly string[] {
    return [this.kernelName, this.biasName];
  }

  /** Names of the parameters that `step` reads. */
  get stepParameters(): readonly string[] {
    return [this.recurrentKernelName];
  }

  get hasMemory(): boolean {
    return this.type === 'lstm';
  }

  /**
   * x·W + b for many inputs: `[n, gates·units]`. Inputs narrower than the cell's are its first columns; the rest comes
   * from `kernelFrom`.
   * @param inputs `[n, ≤ inputSize]`
   */
  project(parameters: NamedTensors, inputs: Tensor2D): Tensor2D {
    const kernel = matrix(parameters, this.kernelName);
    const width = inputs.shape[1];
    const rows = width === this.inputSize ? kernel : slice(kernel, [0, 0], [width, kernel.shape[1]]);
    return add(matMul(inputs, rows), vector(parameters, this.biasName));
  }

  /** The rows of W for the input columns from `start` on: `[inputSize − start, gates·units]`. */
  kernelFrom(parameters: NamedTensors, start: number): Tensor2D {
    const kernel = matrix(parameters, this.kernelName);
    return slice(kernel, [start, 0], [this.inputSize - start, kernel.shape[1]]);
  }

  /** U `[units, gates·units]` */
  protected recurrentKernel(parameters: NamedTensors): Tensor2D {
    return matrix(parameters, this.recurrentKernelName);
  }

  /** h·U: `[batch, gates·units]`. */
  protected recur(parameters: NamedTensors, h: Tensor2D): Tensor2D {
    return matMul(h, this.recurrentKernel(parameters));
  }

  /**
   * The state after one input.
   * @param projected from `project`, `[batch, gates·units]`
   */
  abstract step(parameters: NamedTensors, projected: Tensor2D, state: CellState): CellState;

  /**
   * All states over a sequence: step after step, where a cell has no op of its own for it.
   * @param projected from `project`, `[time, batch, gates·units]`
   */
  sequence(
    parameters: NamedTensors,
    projected: Tensor3D,
    initial: CellState,
    { mask, backward }: SequenceOptions,
  ): CellSequence {
    const { row } = tokenRows(mask);
    const { carry, outputs } = scan({
      name: this.type,
      carry: present({ h: initial.h, c: initial.c }),
      sequences: present({ projected, row, kept: row === undefined ? undefined : sub(1, row) }),
      constants: present(Object.fromEntries(this.stepParameters.map((name) => [name, parameters[name]]))),
      backward,
      body: (before, slices, constants) => {
        const state = before as unknown as CellState;
        const next = this.step(constants, slices['projected'] as Tensor2D, state);
        const { h, c } = carriedThrough(slices, state, next);
        return { carry: present({ h, c }), outputs: { h } };
      },
    });
    return { outputs: outputs.h as Tensor3D, c: carry['c'] as Tensor2D | undefined };
  }
}

/** Factors of a time, `[batch, 1]`: of the new state, and of the old one. */
type Padding = Record<'row' | 'kept', Tensor>;

/** The new state, or the old one in rows of padding. */
function carriedThrough({ row, kept }: Partial<Padding>, before: CellState, next: CellState): CellState {
  if (row === undefined || kept === undefined) return next;
  const carried = (old: Tensor2D, now: Tensor2D): Tensor2D => add(mul(now, row), mul(old, kept));
  return {
    h: carried(before.h, next.h),
    c: before.c === undefined || next.c === undefined ? undefined : carried(before.c, next.c),
  };
}
