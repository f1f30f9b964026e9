import {
  add,
  fill,
  matMul,
  mul,
  reshape,
  split,
  sub,
  tensor2d,
  tile,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { NtmConfig } from '../../config/schema/ntmSchema';
import { makeShiftMatrix } from '../../ops/memoryAddressing';
import { headCount, type MemorySizes } from '../../ops/memorySignals';
import { memoryStep } from '../../ops/memoryStep';
import type { NamedTensors } from '../../step/step';
import { weightInitializer } from '../initializer';
import { matrix, type ParameterList } from '../parameterList';
import { present } from '../stateLayout';
import { createController, type Controller } from './controller';
import { HeadInterface } from './headInterface';

/** What a memory begins with; not quite zero, so that a cosine with it has a direction. */
const initialContent = 1e-6;

/** One step of the machine. */
export interface MachineStep {
  /** Output of the controller `[batch, units]`. */
  readonly hidden: Tensor2D;
  /** What was read is among it, and where the heads are: `reads` and `weightings`. */
  readonly state: NamedTensors;
}

/**
 * A Neural Turing Machine (Graves, Wayne & Danihelka 2014): a controller whose heads read and write a memory, all of it
 * differentiable.
 *
 * In a step the controller reads the input and what was read in the step before. All heads are addressed in the memory as it
 * was before the step; the reading ones read it, and then the writing ones erase and add. Before the first step, every head
 * is at the first row.
 *
 * The state's tensors, a row each for a row of the batch: `memory` (rows · width), `weightings` (heads · rows), `reads`, and
 * those of the controller.
 */
export class Machine {
  readonly stateShapes: readonly { readonly name: string; readonly size: number }[];
  private readonly sizes: MemorySizes;
  private readonly controller: Controller;
  private readonly heads: HeadInterface;
  private readonly memoryName: string | undefined;

  /** @param inputSize width of the inputs */
  constructor(
    inputSize: number,
    private readonly ntm: NtmConfig,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { memory_rows, memory_width, read_heads, initial_memory } = ntm;
    const readSize = read_heads * memory_width;
    this.sizes = {
      rows: memory_rows,
      width: memory_width,
      readHeads: read_heads,
      writeHeads: ntm.write_heads,
      shiftRange: ntm.shift_range,
    };
    this.controller = createController(ntm.controller, {
      name: 'machine.controller',
      inputSize,
      readSize,
      config,
      parameters,
    });
    this.heads = new HeadInterface('machine.heads', this.controller.units, this.sizes, config, parameters);
    if (initial_memory === 'learned')
      this.memoryName = parameters.add(
        'machine.memory',
        [memory_rows, memory_width],
        weightInitializer(config.initializer, config, memory_rows, memory_width),
      );
    this.stateShapes = [
      { name: 'memory', size: memory_rows * memory_width },
      { name: 'weightings', size: this.headCount * memory_rows },
      { name: 'reads', size: readSize },
      ...this.controller.stateShapes,
    ];
  }

  get headCount(): number {
    return headCount(this.sizes);
  }

  /** Width of [controller's output ; what was read]. */
  get outputSize(): number {
    return this.controller.units + this.ntm.read_heads * this.ntm.memory_width;
  }

  /** The inputs' part of what the controller reads, of all steps by one product: `[time, batch, inputSize]` → `[time, batch, …]`. */
  project(parameters: NamedTensors, inputs: Tensor3D): Tensor3D {
    const [time, batch, size] = inputs.shape;
    const projected = this.controller.project(parameters, reshape<Rank.R2>(inputs, [time * batch, size]));
    return reshape(projected, [time, batch, projected.shape[1]]);
  }

  /** What `step` reads beside the state: computed once for all steps. */
  constants(parameters: NamedTensors): NamedTensors {
    const names = [...this.controller.stepParameters, this.heads.kernelName, this.heads.biasName];
    return {
      ...present(Object.fromEntries(names.map((name) => [name, parameters[name]]))),
      readKernel: this.controller.readKernel(parameters),
      shiftMatrix: makeShiftMatrix(this.ntm.memory_rows, this.ntm.shift_range),
    };
  }

  begin(parameters: NamedTensors, batch: number): NamedTensors {
    const { memory_rows: rows, memory_width: width, read_heads: readers } = this.ntm;
    const memory =
      this.memoryName === undefined
        ? fill<Rank.R2>([batch, rows * width], initialContent)
        : tile<Tensor2D>(reshape(matrix(parameters, this.memoryName), [1, rows * width]), [batch, 1]);
    // Every head at the first row, so what was read is that row.
    const first = Float32Array.from({ length: rows }, (_, row) => (row === 0 ? 1 : 0));
    const weightings = tile<Tensor2D>(tensor2d(first, [1, rows]), [batch, this.headCount]);
    const [firstRow] = split<Tensor2D>(memory, [width, (rows - 1) * width], 1) as [Tensor2D, Tensor2D];
    return {
      memory,
      weightings,
      reads: tile<Tensor2D>(firstRow, [1, readers]),
      ...this.controller.begin(batch),
    };
  }

  /**
   * @param constants from `constants`
   * @param projected of one time, from `project`: `[batch, …]`
   * @param state from `begin` or of the step before
   * @param mask `[batch, 1]`: where it is 0, the whole state stays as it is
   */
  step(constants: NamedTensors, projected: Tensor2D, state: NamedTensors, mask?: Tensor2D): MachineStep {
    const { memory, weightings, reads } = state as Record<'memory' | 'weightings' | 'reads', Tensor2D>;
    const read = matMul<Tensor2D>(reads, constants['readKernel'] as Tensor2D);
    const controller = this.controller.step(constants, add<Tensor2D>(projected, read), state);
    const next = memoryStep({
      signals: this.heads.signals(constants, controller.output),
      state: { memory, weightings, reads },
      sizes: this.sizes,
      mask,
      shiftMatrix: constants['shiftMatrix'] as Tensor2D,
    });
    return {
      hidden: controller.output,
      state: { ...next, ...carryPadding(controller.state, state, mask) },
    };
  }
}

/** The new state, and where the mask is 0 the old one. */
function carryPadding(next: NamedTensors, before: NamedTensors, mask: Tensor2D | undefined): NamedTensors {
  if (mask === undefined) return next;
  const padding = sub(1, mask);
  return Object.fromEntries(
    Object.entries(next).map(([name, value]): [string, Tensor] => [
      name,
      add(mul(value, mask), mul(before[name] as Tensor, padding)),
    ]),
  );
}
