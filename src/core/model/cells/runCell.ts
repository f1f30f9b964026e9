import { reshape, stack, zeros, type Rank, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { unstackSteps } from '../../ops/unstackSteps';
import type { NamedTensors } from '../../step/step';
import type { CellState, RecurrentCell } from './recurrentCell';

export interface SequenceOptions {
  /** State before the first input; default zero. */
  readonly initial?: CellState;
  /** float32 `[batch, 1]` for each time; steps of padding (0) keep the state. */
  readonly masks?: readonly Tensor2D[];
  /** From the last time to the first; outputs stay at their times. */
  readonly backward?: boolean;
}

/**
 * Runs a cell over a sequence, time first.
 * @param inputs `[time, batch, inputSize]`
 * @returns hidden states `[time, batch, units]` and the state after the last input. With masks both equal those of
 * unpadded sequences (at padding, the outputs repeat the carried state).
 */
export function runCell(
  cell: RecurrentCell,
  parameters: NamedTensors,
  inputs: Tensor3D,
  { initial, masks, backward = false }: SequenceOptions,
): { outputs: Tensor3D; last: CellState } {
  const [time, batch] = inputs.shape;
  const steps = projectSequence(cell, parameters, inputs);
  let state = initial ?? zeroState(cell, batch);
  const outputs: Tensor2D[] = [];
  for (let i = 0; i < time; i++) {
    const t = backward ? time - 1 - i : i;
    state = cell.step(parameters, steps[t]!, state, masks?.[t]);
    outputs[t] = state.h;
  }
  return { outputs: stack(outputs) as Tensor3D, last: state };
}

/** Input projections of all steps by one matmul: `time` tensors `[batch, gates·units]`. */
export function projectSequence(cell: RecurrentCell, parameters: NamedTensors, inputs: Tensor3D): Tensor2D[] {
  const [time, batch, size] = inputs.shape;
  const projected = cell.project(parameters, reshape(inputs, [time * batch, size]));
  return unstackSteps(reshape(projected, [time, batch, projected.shape[1]]));
}

export function zeroState(cell: RecurrentCell, batch: number): CellState {
  const h = zeros<Rank.R2>([batch, cell.units]);
  return { h, c: cell.hasMemory ? h : undefined };
}
