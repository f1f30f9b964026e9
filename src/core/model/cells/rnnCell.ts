import { add, tanh, type Tensor2D } from '@tensorflow/tfjs-core';
import { carryState } from '../../ops/carryState';
import type { NamedTensors } from '../../step/step';
import { zeros } from '../initializer';
import { RecurrentCell, type CellOptions, type CellState } from './recurrentCell';

/**
 * Simple recurrent cell (Elman 1990): h' = tanh(x·W + h·U + b).
 * As PyTorch's `nn.RNN` with b = b_ih + b_hh and transposed weights.
 */
export class RnnCell extends RecurrentCell {
  readonly type = 'rnn';

  constructor(options: CellOptions) {
    super(options, 1, zeros);
  }

  override step(parameters: NamedTensors, projected: Tensor2D, { h }: CellState, mask?: Tensor2D): CellState {
    const next = tanh(add(projected, this.recur(parameters, h))) as Tensor2D;
    return { h: mask === undefined ? next : carryState(mask, next, h), c: undefined };
  }
}
