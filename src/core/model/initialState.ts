import { add, matMul, tanh, type Tensor2D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { zeroState } from './cells/runCell';
import type { CellState, RecurrentCell } from './cells/recurrentCell';
import { biasInitializer, weightInitializer } from './initializer';
import { matrix, vector, type ParameterList } from './parameterList';
import type { EncoderResult, EncoderSizes } from './recurrentEncoder';

/**
 * The decoder's first state, `init_hidden`:
 *
 * - `bridge`: tanh(s·W + b) of the encoder's summary s, which is the last state of its top layer ([forward ; backward])
 *   or the pooled outputs, the same for every layer and for the memory of an LSTM (JoeyNMT, Kreutzer, Bastings & Riezler
 *   2019);
 * - `last`: the last state of the encoder's layer, counted from the top; an LSTM takes the memory as well, or starts
 *   it from h when the encoder has none;
 * - `zero`.
 */
export class InitialState {
  private readonly bridge: { readonly kernel: string; readonly bias: string } | undefined;
  private readonly kind: ModelConfig['decoder']['init_hidden'];

  /** @throws Error for `last` when the encoder's state has another width than the decoder's */
  constructor(encoder: EncoderSizes, config: ModelConfig, parameters: ParameterList) {
    const { init_hidden, hidden_size } = config.decoder;
    this.kind = init_hidden;
    const taken = encoder.states.slice(-config.decoder.num_layers);
    const other = taken.find((size) => size !== hidden_size);
    if (init_hidden === 'last' && other !== undefined)
      throw new Error(
        `model.decoder.init_hidden "last" needs an encoder state as wide as the decoder's, but they have ` +
          `${other} and ${hidden_size} units: use "bridge", or change a hidden_size.`,
      );
    if (init_hidden === 'bridge')
      this.bridge = {
        kernel: parameters.add(
          'decoder.bridge.kernel',
          [encoder.summary, hidden_size],
          weightInitializer(config.initializer, config, encoder.summary, hidden_size),
        ),
        bias: parameters.add('decoder.bridge.bias', [hidden_size], biasInitializer(config)),
      };
  }

  create(
    parameters: NamedTensors,
    { last, summary }: EncoderResult,
    cells: readonly RecurrentCell[],
  ): CellState[] {
    if (this.bridge !== undefined) {
      const { kernel, bias } = this.bridge;
      const h = tanh<Tensor2D>(
        add<Tensor2D>(matMul(summary, matrix(parameters, kernel)), vector(parameters, bias)),
      );
      return cells.map((cell) => ({ h, c: cell.hasMemory ? h : undefined }));
    }
    if (this.kind === 'zero') return cells.map((cell) => zeroState(cell, summary.shape[0]));
    return cells.map((cell, layer) => {
      const state = last[Math.max(0, layer + last.length - cells.length)];
      if (state === undefined) throw new Error('The encoder has no layers.');
      return { h: state.h, c: cell.hasMemory ? (state.c ?? state.h) : undefined };
    });
  }
}
