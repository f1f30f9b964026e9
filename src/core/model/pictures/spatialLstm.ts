import {
  add,
  concat,
  matMul,
  mul,
  reshape,
  sigmoid,
  slice,
  split,
  tanh,
  transpose,
  zeros,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import { scan } from '../../ops/scan';
import type { NamedTensors } from '../../step/step';
import { gateBiasInitializer, recurrentInitializer } from '../initializer';
import { matrix, vector, type ParameterList } from '../parameterList';

/** i, the forget gates of what is on the left and of what is above, g, o. */
const gateCount = 5;

/**
 * An LSTM over the pixels of a picture, row by row, that has two states before it: the one on the left, which is the step
 * before, and the one above (multi-dimensional LSTM; Graves, Fernández & Schmidhuber 2007, in two dimensions; Theis & Bethge
 * 2015 make pictures with it):
 *
 *     i, f, v, g, o = x·W + [h_left ; h_above]·U + b
 *     c' = σ(f) ∘ c_left + σ(v) ∘ c_above + σ(i) ∘ tanh(g)
 *     h' = σ(o) ∘ tanh(c')
 *
 * Above is meant from the pixel that is written next, not from the one just read: the state of `rowLength` − 1 steps
 * before, which has read the pixel right above the next one. At the end of a row, the next pixel's left neighbour is the
 * last one read, as in any sequence. What is missing at the top is zero. Both forget gates' biases begin at `lstm_forget_gate`.
 *
 * The state is what a step may still look back at, the states [h ; c] of the last `rowLength` − 1 steps, oldest first:
 * `[batch, stateSize]`.
 */
export class SpatialLstm {
  readonly stateSize: number;
  private readonly kernelName: string;
  private readonly recurrentKernelName: string;
  private readonly biasName: string;

  /** @param name beginning of the parameters' names */
  constructor(
    name: string,
    inputSize: number,
    readonly units: number,
    rowLength: number,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const sizes = { inputSize, units, jointGates: [gateCount] };
    const { lstm_forget_gate: forget } = config;
    this.stateSize = (rowLength - 1) * 2 * units;
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [inputSize, gateCount * units],
      recurrentInitializer(config, inputSize, sizes),
    );
    this.recurrentKernelName = parameters.add(
      `${name}.recurrent_kernel`,
      [2 * units, gateCount * units],
      recurrentInitializer(config, 2 * units, sizes),
    );
    this.biasName = parameters.add(
      `${name}.bias`,
      [gateCount * units],
      gateBiasInitializer(config, [undefined, forget, forget, undefined, undefined]),
    );
  }

  zeroState(batch: number): Tensor2D {
    return zeros([batch, this.stateSize]);
  }

  /** @param inputs `[batch, inputSize]` */
  step(
    parameters: NamedTensors,
    inputs: Tensor2D,
    state: Tensor2D,
  ): { readonly output: Tensor2D; readonly state: Tensor2D } {
    return this.advance(parameters, this.project(parameters, inputs), state);
  }

  /**
   * All steps.
   * @param inputs `[time, batch, inputSize]`
   * @returns `[time, batch, units]`
   */
  sequence(parameters: NamedTensors, inputs: Tensor3D, state: Tensor2D): Tensor3D {
    const [time, batch, size] = inputs.shape;
    const projected = this.project(parameters, reshape<Rank.R2>(inputs, [time * batch, size]));
    const { outputs } = scan({
      name: 'spatial_lstm',
      carry: { state },
      sequences: { projected: reshape(projected, [time, batch, projected.shape[1]]) },
      constants: { [this.recurrentKernelName]: matrix(parameters, this.recurrentKernelName) },
      body: (before, { projected: now }, constants) => {
        const next = this.advance(constants, now as Tensor2D, before.state as Tensor2D);
        return { carry: { state: next.state }, outputs: { output: next.output } };
      },
    });
    return outputs.output as Tensor3D;
  }

  private project(parameters: NamedTensors, inputs: Tensor2D): Tensor2D {
    const product = matMul<Tensor2D>(inputs, matrix(parameters, this.kernelName));
    return add(product, vector(parameters, this.biasName));
  }

  private advance(
    parameters: NamedTensors,
    projected: Tensor2D,
    state: Tensor2D,
  ): { output: Tensor2D; state: Tensor2D } {
    const [batch, size] = state.shape;
    const width = 2 * this.units;
    const neighbour = (start: number): [Tensor2D, Tensor2D] =>
      split<Tensor2D>(slice(state, [0, start], [batch, width]), 2, 1) as [Tensor2D, Tensor2D];
    const [aboveH, aboveC] = neighbour(0);
    const [leftH, leftC] = neighbour(size - width);
    const recurrent = matMul<Tensor2D>(
      concat([leftH, aboveH], 1),
      matrix(parameters, this.recurrentKernelName),
    );
    const sums = add<Tensor2D>(projected, recurrent);
    const [i, f, v, g, o] = split<Tensor2D>(sums, gateCount, 1) as Five;
    const kept = add<Tensor2D>(mul(sigmoid(f), leftC), mul(sigmoid(v), aboveC));
    const c = add<Tensor2D>(kept, mul(sigmoid(i), tanh(g)));
    const h = mul<Tensor2D>(sigmoid(o), tanh(c));
    const later = size === width ? [] : [slice(state, [0, width], [batch, size - width])];
    return { output: h, state: concat([...later, h, c], 1) };
  }
}

type Five = [Tensor2D, Tensor2D, Tensor2D, Tensor2D, Tensor2D];

/** `[time, batch, units]` → `[batch, time, units]` */
export function batchFirst(sequence: Tensor3D): Tensor3D {
  return transpose(sequence, [1, 0, 2]);
}
