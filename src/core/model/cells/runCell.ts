import { reshape, slice, zeros, type Rank, type Tensor3D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../step/step';
import type { DropoutKey } from '../model';
import type { CellState, RecurrentCell, SequenceOptions } from './recurrentCell';

/**
 * Runs a cell over a sequence, time first.
 * @param inputs `[time, batch, inputSize]`
 * @param options state before the first input (default zero), how to run, and dropout of the recurrent connections
 * @returns hidden states `[time, batch, units]` and the state after the last input, its memory only where it is wanted.
 * With a mask both equal those of unpadded sequences (at padding, the outputs repeat the carried state).
 */
export function runCell(
  cell: RecurrentCell,
  parameters: NamedTensors,
  inputs: Tensor3D,
  options: Partial<Omit<SequenceOptions, 'recurrentFactors'>> & {
    readonly initial?: CellState | undefined;
    readonly dropout?: DropoutKey | undefined;
  },
): { outputs: Tensor3D; last: CellState } {
  const [time, batch] = inputs.shape;
  const { initial = zeroState(cell, batch), mask, backward = false, memory = false, dropout } = options;
  const projected = projectSequence(cell, parameters, inputs);
  const { outputs, c } = cell.sequence(parameters, projected, initial, {
    mask,
    backward,
    memory,
    recurrentFactors: cell.recurrentFactors(dropout, time, batch),
  });
  const lastTime = backward ? 0 : time - 1;
  const h = reshape<Rank.R2>(slice(outputs, [lastTime, 0, 0], [1, batch, cell.units]), [batch, cell.units]);
  return { outputs, last: { h, c } };
}

/** Input projections of all steps by one matmul: `[time, batch, gates·units]`. */
export function projectSequence(cell: RecurrentCell, parameters: NamedTensors, inputs: Tensor3D): Tensor3D {
  const [time, batch, size] = inputs.shape;
  const projected = cell.project(parameters, reshape<Rank.R2>(inputs, [time * batch, size]));
  return reshape(projected, [time, batch, projected.shape[1]]);
}

export function zeroState(cell: RecurrentCell, batch: number): CellState {
  const h = zeros<Rank.R2>([batch, cell.units]);
  return { h, c: cell.hasMemory ? h : undefined };
}
