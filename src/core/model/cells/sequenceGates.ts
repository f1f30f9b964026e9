import {
  concat,
  expandDims,
  reshape,
  slice,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../step/step';
import type { CellState, RecurrentCell } from './recurrentCell';
import { projectSequence, zeroState } from './runCell';

/**
 * How far a cell's gates were open at every time of a sequence that it ran over.
 * @param inputs what `runCell` was given, `[time, batch, inputSize]`
 * @param outputs what it returned, `[time, batch, units]`
 * @returns by name, `[time, batch, units]`
 */
export function sequenceGates(
  cell: RecurrentCell,
  parameters: NamedTensors,
  inputs: Tensor3D,
  outputs: Tensor3D,
  { initial, backward }: { readonly initial: CellState | undefined; readonly backward: boolean },
): Readonly<Record<string, Tensor3D>> {
  const [time, batch, units] = outputs.shape;
  const before = statesBefore(outputs, initial ?? zeroState(cell, batch), backward);
  const projected = projectSequence(cell, parameters, inputs);
  const flat = (x: Tensor3D): Tensor2D => reshape<Rank.R2>(x, [time * batch, x.shape[2]]);
  const open = Object.entries(cell.openGates(parameters, flat(projected), flat(before)));
  return Object.fromEntries(
    open.map(([gate, values]): [string, Tensor3D] => [gate, reshape<Rank.R3>(values, [time, batch, units])]),
  );
}

/** The state that each time began with: the output of the time before it. */
function statesBefore(outputs: Tensor3D, { h }: CellState, backward: boolean): Tensor3D {
  const [time, batch, units] = outputs.shape;
  const first: Tensor3D = expandDims(h, 0);
  if (time === 1) return first;
  const others = slice(outputs, [backward ? 1 : 0, 0, 0], [time - 1, batch, units]);
  return concat(backward ? [others, first] : [first, others], 0);
}
