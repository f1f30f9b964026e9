import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { lstmGates } from '../../ops/lstmGates';
import { lstmSequence, lstmSequenceWithMemory } from '../../ops/lstmSequence';
import type { NamedTensors } from '../../step/step';
import { gateBiasInitializer } from '../initializer';
import {
  RecurrentCell,
  type CellOptions,
  type CellSequence,
  type CellState,
  type SequenceOptions,
} from './recurrentCell';

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
    const { config } = options;
    super(options, {
      jointGates: [4],
      bias: gateBiasInitializer(config, [undefined, config.lstm_forget_gate, undefined, undefined]),
    });
  }

  override step(parameters: NamedTensors, projected: Tensor2D, { h, c }: CellState): CellState {
    return lstmGates({ projected, recurrent: this.recur(parameters, h), c: known(c) });
  }

  override sequence(
    parameters: NamedTensors,
    projected: Tensor3D,
    { h, c }: CellState,
    { mask, backward, memory }: SequenceOptions,
  ): CellSequence {
    const recurrentKernel = this.recurrentKernel(parameters);
    const input = { projected, recurrentKernel, h, c: known(c), mask, backward };
    if (!memory) return { outputs: lstmSequence(input), c: undefined };
    const { outputs, lastC } = lstmSequenceWithMemory(input);
    return { outputs, c: lastC };
  }
}

function known(c: Tensor2D | undefined): Tensor2D {
  if (c === undefined) throw new Error('An LSTM needs a memory state c.');
  return c;
}
