import { add, sigmoid, split, type Tensor2D } from '@tensorflow/tfjs-core';
import { gruGates } from '../../ops/gruGates';
import { gruSequence } from '../../ops/gruSequence';
import type { SequenceInput } from '../../ops/recurrentSequence';
import type { NamedTensors } from '../../step/step';
import { biasInitializer, gateBiasInitializer } from '../initializer';
import { vector } from '../parameterList';
import {
  RecurrentCell,
  type CellOptions,
  type CellSequence,
  type CellState,
  type OpenGates,
} from './recurrentCell';

/**
 * Gated recurrent unit (Cho et al. 2014), reset gate applied after the recurrent matmul:
 *
 *     xr, xz, xn = x·W + b
 *     hr, hz, hn = h·U + b'
 *     r = σ(xr + hr),  z = σ(xz + hz),  n = tanh(xn + r ∘ hn)
 *     h' = (1 − z) ∘ n + z ∘ h
 *
 * Gates in the order r, z, n, as PyTorch's `nn.GRU` with b = b_ih, b' = b_hh and transposed weights. (Cho et al. reset h
 * before the matmul, see `ResetFirstGruCell`; this variant lets all gates share one.) The gates' part of b starts at
 * `gru_gate_bias`. With layer normalisation, the products of r and z are one group and those of n another.
 */
export class GruCell extends RecurrentCell {
  readonly type = 'gru';
  private readonly recurrentBiasName: string;

  constructor(options: CellOptions) {
    const { name, config, layer, parameters } = options;
    const { gru_gate_bias } = config;
    super(options, {
      jointGates: [2, 1],
      bias: gateBiasInitializer(config, [gru_gate_bias, gru_gate_bias, undefined]),
    });
    this.recurrentBiasName = parameters.add(
      `${name}.recurrent_bias`,
      [3 * layer.hidden_size],
      biasInitializer(config),
    );
  }

  override get stepParameters(): readonly string[] {
    return [...super.stepParameters, this.recurrentBiasName];
  }

  protected override advance(
    parameters: NamedTensors,
    projected: Tensor2D,
    { h }: CellState,
    factors: Tensor2D | undefined,
  ): CellState {
    const recurrent = this.recurrentSide(parameters, h, factors);
    return { h: gruGates({ projected, recurrent, h }), c: undefined };
  }

  protected override open(parameters: NamedTensors, prepared: Tensor2D, h: Tensor2D): OpenGates {
    const sum = add<Tensor2D>(prepared, this.recurrentSide(parameters, h, undefined));
    const [r, z] = split<Tensor2D>(sum, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
    return { reset: sigmoid(r), update: sigmoid(z) };
  }

  /** hr, hz and hn `[batch, 3·units]` */
  private recurrentSide(parameters: NamedTensors, h: Tensor2D, factors: Tensor2D | undefined): Tensor2D {
    const bias = vector(parameters, this.recurrentBiasName);
    const product = this.recur(parameters, h, factors);
    return add(this.recurrentNorm?.apply(parameters, product) ?? product, bias);
  }

  protected override fused(parameters: NamedTensors, input: SequenceInput): CellSequence {
    const recurrentBias = vector(parameters, this.recurrentBiasName);
    return { outputs: gruSequence({ ...input, recurrentBias }), c: undefined };
  }
}
