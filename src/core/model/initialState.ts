import { add, matMul, tanh, zeros, type Rank, type Tensor2D } from '@tensorflow/tfjs-core';
import type { EncoderSizes } from '../config/encoderSizes';
import type { ModelConfig } from '../config/schema';
import type { NamedTensors } from '../step/step';
import { zeroState } from './cells/runCell';
import type { CellState, RecurrentCell } from './cells/recurrentCell';
import type { EncoderResult } from './encoderDecoder';
import { biasInitializer, weightInitializer } from './initializer';
import { matrix, vector, type ParameterList } from './parameterList';

/** A tensor for h, and for c where the cell has one. */
interface Named<T> {
  readonly h: T;
  readonly c: T | undefined;
}

/**
 * The decoder's first state, `init_hidden`:
 *
 * - `bridge`: f(s·W + b) of the encoder's summary s, which is the last state of its top layer ([forward ; backward]) or
 *   the pooled outputs; f is tanh or, with `bridge_activation` "linear", nothing. One bridge for every layer and for the
 *   memory of an LSTM (JoeyNMT, Kreutzer, Bastings & Riezler 2019) or, with `bridge_layers` "each", one for each of them;
 * - `last`: the last state of the encoder's layer, counted from the top; an LSTM takes the memory as well, or starts
 *   it from h when the encoder has none;
 * - `zero`;
 * - `learned`: parameters, the same for every source.
 */
export class InitialState {
  private readonly kind: ModelConfig['decoder']['init_hidden'];
  private readonly bridges: readonly Named<Bridge>[];
  /** Names of the parameters `[units]` of each layer's first state. */
  private readonly learned: readonly Named<string>[];

  /** @throws Error for `last` when the encoder's state has another width than the decoder's */
  constructor(encoder: EncoderSizes, config: ModelConfig, parameters: ParameterList) {
    const { init_hidden, hidden_size, bridge_layers, num_layers, rnn_type } = config.decoder;
    this.kind = init_hidden;
    const other = encoder.states.slice(-num_layers).find((size) => size !== hidden_size);
    if (init_hidden === 'last' && other !== undefined)
      throw new Error(
        `model.decoder.init_hidden "last" needs an encoder state as wide as the decoder's, but they have ` +
          `${other} and ${hidden_size} units: use "bridge", or change a hidden_size.`,
      );
    const hasMemory = rnn_type === 'lstm';
    const eachLayer = <T>(make: (layer: number, part: 'h' | 'c') => T): Named<T>[] =>
      Array.from({ length: num_layers }, (_, layer) => ({
        h: make(layer, 'h'),
        c: hasMemory ? make(layer, 'c') : undefined,
      }));
    const bridge = (name: string) => new Bridge(name, encoder.summary, config, parameters);
    this.bridges =
      init_hidden !== 'bridge'
        ? []
        : bridge_layers === 'each'
          ? eachLayer((layer, part) => bridge(`decoder.bridge.layers.${layer}.${part}`))
          : [{ h: bridge('decoder.bridge'), c: undefined }];
    this.learned =
      init_hidden !== 'learned'
        ? []
        : eachLayer((layer, part) =>
            parameters.add(
              `decoder.layers.${layer}.initial_${part}`,
              [hidden_size],
              weightInitializer(config.initializer, config, hidden_size, hidden_size),
            ),
          );
  }

  create(
    parameters: NamedTensors,
    { last, summary }: EncoderResult,
    cells: readonly RecurrentCell[],
  ): CellState[] {
    const [batch] = summary.shape;
    switch (this.kind) {
      case 'bridge': {
        const states = this.bridges.map(({ h, c }) => ({
          h: h.apply(parameters, summary),
          c: c?.apply(parameters, summary),
        }));
        return cells.map((cell, layer) => {
          const { h, c } = states[layer] ?? states[0]!;
          return { h, c: cell.hasMemory ? (c ?? h) : undefined };
        });
      }
      case 'learned': {
        // Added to zeros: the gradient of a tile is a sum of slices, one by one.
        const rows = (name: string): Tensor2D =>
          add(zeros<Rank.R2>([batch, vector(parameters, name).size]), vector(parameters, name));
        return this.learned.map(({ h, c }) => ({ h: rows(h), c: c === undefined ? undefined : rows(c) }));
      }
      case 'zero':
        return cells.map((cell) => zeroState(cell, batch));
      case 'last':
        return cells.map((cell, layer) => {
          const state = last[Math.max(0, layer + last.length - cells.length)];
          if (state === undefined) throw new Error('The encoder has no layers.');
          return { h: state.h, c: cell.hasMemory ? (state.c ?? state.h) : undefined };
        });
    }
  }
}

/** A layer from the source as one vector to a state. */
class Bridge {
  private readonly kernelName: string;
  private readonly biasName: string;
  private readonly linear: boolean;

  constructor(name: string, inputSize: number, config: ModelConfig, parameters: ParameterList) {
    const { hidden_size, bridge_activation } = config.decoder;
    this.linear = bridge_activation === 'linear';
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [inputSize, hidden_size],
      weightInitializer(config.initializer, config, inputSize, hidden_size),
    );
    this.biasName = parameters.add(`${name}.bias`, [hidden_size], biasInitializer(config));
  }

  /** @param vectors `[batch, inputSize]` */
  apply(parameters: NamedTensors, vectors: Tensor2D): Tensor2D {
    const sums: Tensor2D = add(
      matMul(vectors, matrix(parameters, this.kernelName)),
      vector(parameters, this.biasName),
    );
    return this.linear ? sums : tanh(sums);
  }
}
