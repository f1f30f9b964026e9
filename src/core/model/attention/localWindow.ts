import {
  abs,
  cast,
  exp,
  lessEqual,
  minimum,
  mul,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  tanh,
  tensor3d,
  zerosLike,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { AttentionConfig, ModelConfig } from '../../config/schema';
import { withGradient } from '../../ops/withGradient';
import type { NamedTensors } from '../../step/step';
import { weightInitializer } from '../initializer';
import { matrix, type ParameterList } from '../parameterList';
import { projectLast } from './projectLast';

type WindowConfig = NonNullable<AttentionConfig['window']>;

export interface WindowView {
  /** 1 at tokens within the window, 0 elsewhere: `[batch, steps, sourceTime]`. */
  readonly mask: Tensor3D;
  /** What weights are multiplied with, `[batch, steps, sourceTime]`; undefined for nothing. */
  readonly factors: Tensor3D | undefined;
}

/**
 * Local attention (Luong, Pham & Manning 2015, §3.2): only the tokens at most `size` positions from a centre p take part.
 *
 * - `monotonic` (local-m): p is the number of the step, from 0, but at most that of the last token;
 * - `predictive` (local-p): p = S·σ(vᵀtanh(W·h)) of the decoder state h, for a source of S tokens, and weights are multiplied
 *   with a Gaussian exp(−(s − p)²/2σ²) around it, σ = size/2 (eq. 9 and 10).
 */
export class LocalWindow {
  private readonly names: { readonly kernel: string; readonly energy: string } | undefined;
  private readonly size: number;

  constructor({ kind, size }: WindowConfig, units: number, config: ModelConfig, parameters: ParameterList) {
    this.size = size;
    if (kind === 'monotonic') return;
    const add = (name: string, rows: number, columns: number) =>
      parameters.add(
        `decoder.attention.${name}`,
        [rows, columns],
        weightInitializer(config.initializer, config, rows, columns),
      );
    this.names = { kernel: add('position_kernel', units, units), energy: add('position_energy', units, 1) };
  }

  /** Whether the centre is the number of the step. */
  get isMonotonic(): boolean {
    return this.names === undefined;
  }

  get stepParameters(): readonly string[] {
    return this.names === undefined ? [] : [this.names.kernel, this.names.energy];
  }

  /**
   * @param queries decoder states `[batch, steps, units]`
   * @param mask `[batch, sourceTime]`, 1 at tokens
   * @param steps numbers of the steps, from 0: `[batch or 1, steps, 1]`; of a monotonic window
   */
  view(parameters: NamedTensors, queries: Tensor3D, mask: Tensor2D, steps: Tensor3D | undefined): WindowView {
    const [batch, time] = mask.shape;
    const length = reshape(sum(mask, 1), [batch, 1, 1]);
    const centre = this.centre(parameters, queries, length, steps);
    const positions = tensor3d(
      Float32Array.from({ length: time }, (_, index) => index),
      [1, 1, time],
    );
    const distance: Tensor3D = sub(positions, centre);
    const inside = within(distance, this.size);
    return {
      mask: mul(inside, reshape(mask, [batch, 1, time])),
      factors: this.isMonotonic ? undefined : exp(mul<Tensor3D>(square(distance), -2 / this.size ** 2)),
    };
  }

  private centre(
    parameters: NamedTensors,
    queries: Tensor3D,
    length: Tensor,
    steps: Tensor3D | undefined,
  ): Tensor {
    if (this.names !== undefined) {
      const hidden = tanh<Tensor3D>(projectLast(queries, matrix(parameters, this.names.kernel)));
      return mul(length, sigmoid(projectLast(hidden, matrix(parameters, this.names.energy))));
    }
    if (steps === undefined) throw new Error('A monotonic window was not told the number of the step.');
    return minimum(steps, sub(length, 1));
  }
}

/** 1 where |distance| ≤ size, 0 elsewhere: a step, without a gradient. */
function within(distance: Tensor3D, size: number): Tensor3D {
  return withGradient(
    [distance],
    () => {
      const inside: Tensor3D = lessEqual(abs<Tensor3D>(distance), size);
      return { value: cast(inside, 'float32'), saved: {} };
    },
    (dy) => [zerosLike(dy)],
  );
}
