import { add, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { gruGates } from '../../ops/gruGates';
import { gruSequence } from '../../ops/gruSequence';
import type { NamedTensors } from '../../step/step';
import { zeros } from '../initializer';
import { vector } from '../parameterList';
import { RecurrentCell, type CellOptions, type CellState, type SequenceOptions } from './recurrentCell';

/**
 * Gated recurrent unit (Cho et al. 2014), reset gate applied after the recurrent matmul:
 *
 *     xr, xz, xn = x·W + b
 *     hr, hz, hn = h·U + b'
 *     r = σ(xr + hr),  z = σ(xz + hz),  n = tanh(xn + r ∘ hn)
 *     h' = (1 − z) ∘ n + z ∘ h
 *
 * Gates in the order r, z, n, as PyTorch's `nn.GRU` with b = b_ih, b' = b_hh and transposed weights. (Cho et al. reset h
 * before the matmul; this variant lets all gates share one.)
 */
export class GruCell extends RecurrentCell {
  readonly type = 'gru';
  private readonly recurrentBiasName: string;

  constructor(options: CellOptions) {
    super(options, 3, zeros);
    this.recurrentBiasName = options.parameters.add(
      `${options.name}.recurrent_bias`,
      [3 * options.units],
      zeros,
    );
  }

  override get stepParameters(): readonly string[] {
    return [...super.stepParameters, this.recurrentBiasName];
  }

  override step(parameters: NamedTensors, projected: Tensor2D, { h }: CellState): CellState {
    const bias = vector(parameters, this.recurrentBiasName);
    const recurrent: Tensor2D = add(this.recur(parameters, h), bias);
    return { h: gruGates({ projected, recurrent, h }), c: undefined };
  }

  override sequence(
    parameters: NamedTensors,
    projected: Tensor3D,
    { h }: CellState,
    { mask, backward }: SequenceOptions,
  ): { outputs: Tensor3D; c: undefined } {
    const recurrentKernel = this.recurrentKernel(parameters);
    const recurrentBias = vector(parameters, this.recurrentBiasName);
    const outputs = gruSequence({ projected, recurrentKernel, recurrentBias, h, mask, backward });
    return { outputs, c: undefined };
  }
}
