import { add, tanh, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { rnnSequence } from '../../ops/rnnSequence';
import type { NamedTensors } from '../../step/step';
import { biasInitializer } from '../initializer';
import {
  RecurrentCell,
  type CellOptions,
  type CellSequence,
  type CellState,
  type SequenceOptions,
} from './recurrentCell';

/**
 * Simple recurrent cell (Elman 1990): h' = tanh(x·W + h·U + b).
 * As PyTorch's `nn.RNN` with b = b_ih + b_hh and transposed weights.
 */
export class RnnCell extends RecurrentCell {
  readonly type = 'rnn';

  constructor(options: CellOptions) {
    super(options, { jointGates: [1], bias: biasInitializer(options.config) });
  }

  override step(parameters: NamedTensors, projected: Tensor2D, { h }: CellState): CellState {
    return { h: tanh<Tensor2D>(add<Tensor2D>(projected, this.recur(parameters, h))), c: undefined };
  }

  override sequence(
    parameters: NamedTensors,
    projected: Tensor3D,
    { h }: CellState,
    { mask, backward }: SequenceOptions,
  ): CellSequence {
    const recurrentKernel = this.recurrentKernel(parameters);
    return { outputs: rnnSequence({ projected, recurrentKernel, h, mask, backward }), c: undefined };
  }
}
