import { add, tanh, type Tensor2D } from '@tensorflow/tfjs-core';
import type { SequenceInput } from '../../ops/recurrentSequence';
import { rnnSequence } from '../../ops/rnnSequence';
import type { NamedTensors } from '../../step/step';
import { biasInitializer } from '../initializer';
import { RecurrentCell, type CellOptions, type CellSequence, type CellState } from './recurrentCell';

/**
 * Simple recurrent cell (Elman 1990): h' = tanh(x·W + h·U + b).
 * As PyTorch's `nn.RNN` with b = b_ih + b_hh and transposed weights. With layer normalisation, h' = tanh(LN(x·W + h·U) + b)
 * (Ba, Kiros & Hinton 2016, eq. 4).
 */
export class RnnCell extends RecurrentCell {
  readonly type = 'rnn';

  constructor(options: CellOptions) {
    super(options, { jointGates: [1], bias: biasInitializer(options.config), normalizesSum: true });
  }

  protected override advance(
    parameters: NamedTensors,
    projected: Tensor2D,
    { h }: CellState,
    factors: Tensor2D | undefined,
  ): CellState {
    const sum = add<Tensor2D>(projected, this.recur(parameters, h, factors));
    const preActivation: Tensor2D =
      this.recurrentNorm === undefined
        ? sum
        : add(this.recurrentNorm.apply(parameters, sum), this.bias(parameters));
    return { h: tanh(preActivation), c: undefined };
  }

  protected override fused(_parameters: NamedTensors, input: SequenceInput): CellSequence {
    return { outputs: rnnSequence(input), c: undefined };
  }
}
