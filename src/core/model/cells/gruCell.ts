import { add, type Tensor2D } from '@tensorflow/tfjs-core';
import { gruGates } from '../../ops/gruGates';
import { gruSequence } from '../../ops/gruSequence';
import type { SequenceInput } from '../../ops/recurrentSequence';
import type { NamedTensors } from '../../step/step';
import { biasInitializer, gateBiasInitializer } from '../initializer';
import { vector } from '../parameterList';
import { RecurrentCell, type CellOptions, type CellSequence, type CellState } from './recurrentCell';

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
    const bias = vector(parameters, this.recurrentBiasName);
    const product = this.recur(parameters, h, factors);
    const recurrent: Tensor2D = add(this.recurrentNorm?.apply(parameters, product) ?? product, bias);
    return { h: gruGates({ projected, recurrent, h }), c: undefined };
  }

  protected override fused(parameters: NamedTensors, input: SequenceInput): CellSequence {
    const recurrentBias = vector(parameters, this.recurrentBiasName);
    return { outputs: gruSequence({ ...input, recurrentBias }), c: undefined };
  }
}
