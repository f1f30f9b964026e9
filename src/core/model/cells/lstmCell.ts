import { add, mul, sigmoid, split, tanh, type Tensor2D } from '@tensorflow/tfjs-core';
import { layerNorm } from '../../ops/layerNorm';
import { lstmGates } from '../../ops/lstmGates';
import { lstmSequence, lstmSequenceWithMemory } from '../../ops/lstmSequence';
import type { SequenceInput } from '../../ops/recurrentSequence';
import type { NamedTensors } from '../../step/step';
import { gateBiasInitializer, zeros } from '../initializer';
import { vector } from '../parameterList';
import { ones } from './normalizedGates';
import {
  RecurrentCell,
  type CellOptions,
  type CellSequence,
  type CellState,
  type OpenGates,
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
 * bias starts at `lstm_forget_gate` (Jozefowicz, Zaremba & Sutskever 2015). With layer normalisation, x·W and h·U are
 * normalised over all gates at once, and h' = σ(o) ∘ tanh(LN(c')) (Ba, Kiros & Hinton 2016, supplement).
 */
export class LstmCell extends RecurrentCell {
  readonly type = 'lstm';
  /** Parameters of the memory's normalisation. */
  private readonly memoryNorm: Readonly<Record<'gain' | 'bias', string>> | undefined;

  constructor(options: CellOptions) {
    const { name, config, layer, parameters } = options;
    super(options, {
      jointGates: [4],
      bias: gateBiasInitializer(config, [undefined, config.lstm_forget_gate, undefined, undefined]),
    });
    if (layer.layer_norm)
      this.memoryNorm = {
        gain: parameters.add(`${name}.memory_norm`, [layer.hidden_size], ones),
        bias: parameters.add(`${name}.memory_norm_bias`, [layer.hidden_size], zeros),
      };
  }

  override get stepParameters(): readonly string[] {
    const { memoryNorm } = this;
    return [...super.stepParameters, ...(memoryNorm === undefined ? [] : Object.values(memoryNorm))];
  }

  protected override advance(
    parameters: NamedTensors,
    projected: Tensor2D,
    { h, c }: CellState,
    factors: Tensor2D | undefined,
  ): CellState {
    const recurrent = this.recur(parameters, h, factors);
    if (this.recurrentNorm === undefined || this.memoryNorm === undefined)
      return lstmGates({ projected, recurrent, c: known(c) });
    const sum = add<Tensor2D>(projected, this.recurrentNorm.apply(parameters, recurrent));
    const [i, f, g, o] = split<Tensor2D>(sum, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    const next = add<Tensor2D>(mul(sigmoid(f), known(c)), mul(sigmoid(i), tanh(g)));
    const { gain, bias } = this.memoryNorm;
    const scaled = mul<Tensor2D>(layerNorm(next), vector(parameters, gain));
    const shown: Tensor2D = tanh(add<Tensor2D>(scaled, vector(parameters, bias)));
    return { h: mul<Tensor2D>(sigmoid<Tensor2D>(o), shown), c: next };
  }

  protected override open(parameters: NamedTensors, prepared: Tensor2D, h: Tensor2D): OpenGates {
    const recurrent = this.recur(parameters, h, undefined);
    const sum = add<Tensor2D>(prepared, this.recurrentNorm?.apply(parameters, recurrent) ?? recurrent);
    const [i, f, , o] = split<Tensor2D>(sum, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    return { input: sigmoid(i), forget: sigmoid(f), output: sigmoid(o) };
  }

  protected override fused(
    _parameters: NamedTensors,
    input: SequenceInput,
    { c, memory }: Pick<CellState, 'c'> & Pick<SequenceOptions, 'memory'>,
  ): CellSequence {
    const withC = { ...input, c: known(c) };
    if (!memory) return { outputs: lstmSequence(withC), c: undefined };
    const { outputs, lastC } = lstmSequenceWithMemory(withC);
    return { outputs, c: lastC };
  }
}

function known(c: Tensor2D | undefined): Tensor2D {
  if (c === undefined) throw new Error('An LSTM needs a memory state c.');
  return c;
}
