import { add, matMul, slice, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelConfig, RnnType } from '../../config/schema';
import type { NamedTensors } from '../../step/step';
import { weightInitializer, type Initializer } from '../initializer';
import { matrix, vector, type ParameterList } from '../parameterList';

/** State of one recurrent layer. */
export interface CellState {
  /** Hidden state, also the output: `[batch, units]`. */
  readonly h: Tensor2D;
  /** Memory of an LSTM: `[batch, units]`. */
  readonly c: Tensor2D | undefined;
}

export interface CellOptions {
  /** Beginning of the parameters' names, such as `encoder.layers.0.forward`. */
  readonly name: string;
  readonly inputSize: number;
  readonly units: number;
  readonly config: ModelConfig;
  readonly parameters: ParameterList;
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

  /** @param gates how many blocks of `units` columns the kernels have */
  protected constructor(
    { name, inputSize, units, config, parameters }: CellOptions,
    gates: number,
    bias: Initializer,
  ) {
    this.units = units;
    this.inputSize = inputSize;
    const width = gates * units;
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [inputSize, width],
      weightInitializer(config.initializer, config, inputSize, units),
    );
    this.recurrentKernelName = parameters.add(
      `${name}.recurrent_kernel`,
      [units, width],
      config.init_rnn_orthogonal
        ? { kind: 'orthogonal', blocks: gates }
        : weightInitializer(config.initializer, config, units, units),
    );
    this.biasName = parameters.add(`${name}.bias`, [width], bias);
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
   * from `projectRest`.
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
   * All states over a sequence, in one op.
   * @param projected from `project`, `[time, batch, gates·units]`
   * @returns hidden states `[time, batch, units]` and, of an LSTM and on demand, the memory after the last time
   */
  abstract sequence(
    parameters: NamedTensors,
    projected: Tensor3D,
    initial: CellState,
    options: SequenceOptions,
  ): { readonly outputs: Tensor3D; readonly c: Tensor2D | undefined };
}
