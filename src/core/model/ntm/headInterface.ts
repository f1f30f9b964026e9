import {
  add,
  matMul,
  reshape,
  sigmoid,
  softplus,
  split,
  tanh,
  type Rank,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { NtmConfig } from '../../config/schema/ntmSchema';
import { rowSoftmax } from '../../ops/rowSoftmax';
import type { NamedTensors } from '../../step/step';
import { biasInitializer, weightInitializer } from '../initializer';
import { matrix, vector, type ParameterList } from '../parameterList';
import type { AddressSignals } from './addressing';

/** What the controller tells the heads in one step: reading heads first, then writing ones. */
export interface HeadSignals extends AddressSignals {
  /** e in 0 … 1 `[batch, writeHeads, width]` */
  readonly erase: Tensor3D;
  /** a in −1 … 1 `[batch, writeHeads, width]` */
  readonly added: Tensor3D;
}

/**
 * One linear layer from the controller's output to the signals of all heads. Its columns, each part head by head:
 * keys and adds (tanh, as Collier & Beel 2018 found more stable), strengths and sharpness (softplus, sharpness + 1), gates and
 * erases (σ), shifts (softmax).
 */
export class HeadInterface {
  readonly kernelName: string;
  readonly biasName: string;

  constructor(
    name: string,
    inputSize: number,
    private readonly ntm: NtmConfig,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const columns = this.parts.reduce((sum, part) => sum + part, 0);
    this.kernelName = parameters.add(
      `${name}.kernel`,
      [inputSize, columns],
      weightInitializer(config.initializer, config, inputSize, columns),
    );
    this.biasName = parameters.add(`${name}.bias`, [columns], biasInitializer(config));
  }

  /** @param controller `[batch, inputSize]` */
  signals(parameters: NamedTensors, controller: Tensor2D): HeadSignals {
    const { heads, writers, width, shifts } = this;
    const batch = controller.shape[0];
    const product = matMul<Tensor2D>(controller, matrix(parameters, this.kernelName));
    const raw = add<Tensor2D>(product, vector(parameters, this.biasName));
    const [contents, positive, unit, moves] = split<Tensor2D>(raw, [...this.parts], 1) as Four;
    const [keys, added] = halves(tanh<Tensor2D>(contents), heads * width);
    const [strengths, sharpness] = halves(softplus<Tensor2D>(positive), heads);
    const [gates, erase] = halves(sigmoid<Tensor2D>(unit), heads);
    const perHead = (values: Tensor2D, count: number): Tensor3D => reshape(values, [batch, count, -1]);
    return {
      keys: perHead(keys, heads),
      strengths: perHead(strengths, heads),
      gates: perHead(gates, heads),
      shifts: rowSoftmax(reshape<Rank.R3>(moves, [batch * heads, 1, shifts])),
      sharpness: perHead(add<Tensor2D>(sharpness, 1), heads),
      erase: perHead(erase, writers),
      added: perHead(added, writers),
    };
  }

  private get heads(): number {
    return this.ntm.read_heads + this.ntm.write_heads;
  }

  private get writers(): number {
    return this.ntm.write_heads;
  }

  private get width(): number {
    return this.ntm.memory_width;
  }

  private get shifts(): number {
    return 2 * this.ntm.shift_range + 1;
  }

  /** Columns of each activation. */
  private get parts(): readonly [number, number, number, number] {
    const { heads, writers, width, shifts } = this;
    return [(heads + writers) * width, 2 * heads, heads + writers * width, heads * shifts];
  }
}

type Four = [Tensor2D, Tensor2D, Tensor2D, Tensor2D];

/** The first columns, and the others. */
function halves(values: Tensor2D, first: number): [Tensor2D, Tensor2D] {
  return split<Tensor2D>(values, [first, values.shape[1] - first], 1) as [Tensor2D, Tensor2D];
}
