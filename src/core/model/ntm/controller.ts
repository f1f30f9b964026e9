import { add, matMul, slice, tanh, type Tensor2D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { NtmConfig } from '../../config/schema/ntmSchema';
import type { NamedTensors } from '../../step/step';
import { createCell } from '../cells/createCell';
import type { CellState, RecurrentCell } from '../cells/recurrentCell';
import { zeroState } from '../cells/runCell';
import { biasInitializer, weightInitializer } from '../initializer';
import { matrix, vector, type ParameterList } from '../parameterList';

/** What steers the heads: reads the input and what was read before, and has a state of its own or none. */
export interface Controller {
  /** Width of the output. */
  readonly units: number;
  /** Names and widths of the state's tensors, beginning with `controller.`. */
  readonly stateShapes: readonly { readonly name: string; readonly size: number }[];
  /** Names of the parameters that `step` reads. */
  readonly stepParameters: readonly string[];
  /** The input's part of the pre-activations, for many inputs at once: `[n, inputSize]` → `[n, …]`. */
  project(parameters: NamedTensors, inputs: Tensor2D): Tensor2D;
  /** The kernel's rows for what was read. */
  readKernel(parameters: NamedTensors): Tensor2D;
  begin(batch: number): NamedTensors;
  /** @param projected the pre-activations of input and reads */
  step(
    parameters: NamedTensors,
    projected: Tensor2D,
    state: NamedTensors,
  ): { readonly output: Tensor2D; readonly state: NamedTensors };
}

export interface ControllerOptions {
  /** Beginning of the parameters' names. */
  readonly name: string;
  /** Columns of the input; those of the reads come after them. */
  readonly inputSize: number;
  readonly readSize: number;
  readonly config: ModelConfig;
  readonly parameters: ParameterList;
}

export function createController(kind: NtmConfig['controller'], options: ControllerOptions): Controller {
  switch (kind) {
    case 'recurrent':
      return new RecurrentController(options);
    case 'feed_forward':
      return new FeedForwardController(options);
  }
}

/** A recurrent cell, its output h. */
class RecurrentController implements Controller {
  private readonly cell: RecurrentCell;
  private readonly inputSize: number;

  constructor({ name, inputSize, readSize, config, parameters }: ControllerOptions) {
    this.inputSize = inputSize;
    this.cell = createCell({
      name,
      inputSize: inputSize + readSize,
      layer: config.encoder,
      config,
      parameters,
    });
  }

  get units(): number {
    return this.cell.units;
  }

  get stateShapes(): Controller['stateShapes'] {
    const { units, hasMemory } = this.cell;
    return [
      { name: 'controller.h', size: units },
      ...(hasMemory ? [{ name: 'controller.c', size: units }] : []),
    ];
  }

  get stepParameters(): readonly string[] {
    return this.cell.stepParameters;
  }

  project(parameters: NamedTensors, inputs: Tensor2D): Tensor2D {
    return this.cell.project(parameters, inputs);
  }

  readKernel(parameters: NamedTensors): Tensor2D {
    return this.cell.kernelFrom(parameters, this.inputSize);
  }

  begin(batch: number): NamedTensors {
    return named(zeroState(this.cell, batch));
  }

  step(parameters: NamedTensors, projected: Tensor2D, state: NamedTensors) {
    const before = { h: state['controller.h'], c: state['controller.c'] } as CellState;
    const next = this.cell.step(parameters, projected, before);
    return { output: next.h, state: named(next) };
  }
}

function named({ h, c }: CellState): NamedTensors {
  return { 'controller.h': h, ...(c === undefined ? {} : { 'controller.c': c }) };
}

/** tanh([x ; reads]·W + b): whatever it is to remember must be in the memory. */
class FeedForwardController implements Controller {
  readonly units: number;
  readonly stateShapes = [];
  readonly stepParameters = [];
  private readonly inputSize: number;
  private readonly rows: number;
  private readonly kernelName: string;
  private readonly biasName: string;

  constructor({ name, inputSize, readSize, config, parameters }: ControllerOptions) {
    this.units = config.encoder.hidden_size;
    this.inputSize = inputSize;
    this.rows = inputSize + readSize;
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [this.rows, this.units],
      weightInitializer(config.initializer, config, this.rows, this.units),
    );
    this.biasName = parameters.add(`${name}.bias`, [this.units], biasInitializer(config));
  }

  project(parameters: NamedTensors, inputs: Tensor2D): Tensor2D {
    const kernel = matrix(parameters, this.kernelName);
    const rows = slice(kernel, [0, 0], [this.inputSize, this.units]);
    return add(matMul<Tensor2D>(inputs, rows), vector(parameters, this.biasName));
  }

  readKernel(parameters: NamedTensors): Tensor2D {
    const { inputSize, rows, units } = this;
    return slice(matrix(parameters, this.kernelName), [inputSize, 0], [rows - inputSize, units]);
  }

  begin(): NamedTensors {
    return {};
  }

  step(_parameters: NamedTensors, projected: Tensor2D) {
    return { output: tanh<Tensor2D>(projected), state: {} };
  }
}
