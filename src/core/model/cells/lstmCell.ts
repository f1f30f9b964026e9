import type { Tensor2D } from '@tensorflow/tfjs-core';
import { lstmGates } from '../../ops/lstmGates';
import type { NamedTensors } from '../../step/step';
import { RecurrentCell, type CellOptions, type CellState } from './recurrentCell';

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000):
 *
 *     i, f, g, o = x·W + h·U + b
 *     c' = σ(f) ∘ c + σ(i) ∘ tanh(g)
 *     h' = σ(o) ∘ tanh(c')
 *
 * Gates in the order i, f, g, o, as PyTorch's `nn.LSTM` with b = b_ih + b_hh and transposed weights. The forget gate's
 * bias starts at `lstm_forget_gate` (Jozefowicz, Zaremba & Sutskever 2015).
 */
export class LstmCell extends RecurrentCell {
  readonly type = 'lstm';

  constructor(options: CellOptions) {
    super(options, 4, { kind: 'constant', values: [0, options.config.lstm_forget_gate, 0, 0] });
  }

  override step(
    parameters: NamedTensors,
    projected: Tensor2D,
    { h, c }: CellState,
    mask?: Tensor2D,
  ): CellState {
    if (c === undefined) throw new Error('An LSTM needs a memory state c.');
    return lstmGates({ projected, recurrent: this.recur(parameters, h), h, c, mask });
  }
}
