import { add, matMul, mul, sigmoid, split, sub, tanh, type Tensor2D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../step/step';
import { gateBiasInitializer, recurrentInitializer } from '../initializer';
import { matrix } from '../parameterList';
import { NormalizedGates } from './normalizedGates';
import { dropped, RecurrentCell, type CellOptions, type CellState, type OpenGates } from './recurrentCell';

/**
 * Gated recurrent unit as Cho et al. 2014 (eqs. 5 to 8) wrote it, the reset gate before the recurrent matmul:
 *
 *     xr, xz, xn = x·W + b
 *     r, z = σ([xr ; xz] + h·U)
 *     n = tanh(xn + (r ∘ h)·Uₙ)
 *     h' = (1 − z) ∘ n + z ∘ h
 *
 * As Keras's `GRU(reset_after=False)` (whose order is z, r, n) and TensorFlow 1's `GRUCell`; z keeps the old state, as
 * there. The gates' part of b starts at `gru_gate_bias`.
 */
export class ResetFirstGruCell extends RecurrentCell {
  readonly type = 'gru';
  private readonly candidateKernelName: string;
  private readonly candidateNorm: NormalizedGates | undefined;

  constructor(options: CellOptions) {
    const { name, inputSize, config, layer, parameters } = options;
    const { gru_gate_bias } = config;
    const units = layer.hidden_size;
    super(options, {
      jointGates: [2, 1],
      recurrentGates: [2],
      bias: gateBiasInitializer(config, [gru_gate_bias, gru_gate_bias, undefined]),
    });
    this.candidateKernelName = parameters.add(
      `${name}.recurrent_candidate_kernel`,
      [units, units],
      config.init_rnn_orthogonal
        ? { kind: 'orthogonal', blocks: 1 }
        : recurrentInitializer(config, units, { inputSize, units, jointGates: [1] }),
    );
    if (layer.layer_norm)
      this.candidateNorm = new NormalizedGates(`${name}.candidate_norm`, [1], units, parameters);
  }

  override get stepParameters(): readonly string[] {
    const gain = this.candidateNorm?.gainName;
    return [...super.stepParameters, this.candidateKernelName, ...(gain === undefined ? [] : [gain])];
  }

  protected override advance(
    parameters: NamedTensors,
    projected: Tensor2D,
    { h }: CellState,
    factors: Tensor2D | undefined,
  ): CellState {
    const { r, z, xN } = this.gates(parameters, projected, h, factors);
    const kernel = matrix(parameters, this.candidateKernelName);
    const candidate: Tensor2D = matMul(mul<Tensor2D>(r, dropped(h, factors)), kernel);
    const n: Tensor2D = tanh(
      add<Tensor2D>(xN, this.candidateNorm?.apply(parameters, candidate) ?? candidate),
    );
    return { h: add(n, mul<Tensor2D>(z, sub<Tensor2D>(h, n))), c: undefined };
  }

  protected override open(parameters: NamedTensors, prepared: Tensor2D, h: Tensor2D): OpenGates {
    const { r, z } = this.gates(parameters, prepared, h, undefined);
    return { reset: r, update: z };
  }

  private gates(
    parameters: NamedTensors,
    projected: Tensor2D,
    h: Tensor2D,
    factors: Tensor2D | undefined,
  ): { r: Tensor2D; z: Tensor2D; xN: Tensor2D } {
    const { units } = this;
    const [xGates, xN] = split<Tensor2D>(projected, [2 * units, units], 1) as [Tensor2D, Tensor2D];
    const product = this.recur(parameters, h, factors);
    const recurrent = this.recurrentNorm?.apply(parameters, product) ?? product;
    const gates = sigmoid<Tensor2D>(add<Tensor2D>(xGates, recurrent));
    const [r, z] = split<Tensor2D>(gates, 2, 1) as [Tensor2D, Tensor2D];
    return { r, z, xN };
  }
}
