import { concat, mul, split, type Tensor2D } from '@tensorflow/tfjs-core';
import { layerNorm } from '../../ops/layerNorm';
import type { NamedTensors } from '../../step/step';
import type { Initializer } from '../initializer';
import { vector, type ParameterList } from '../parameterList';

/** Gains start at 1 (Ba, Kiros & Hinton 2016, §6). */
export const ones: Initializer = { kind: 'constant', values: [1] };

/**
 * Layer normalisation of a cell's pre-activations (Ba, Kiros & Hinton 2016, supplement): each group of gates is normalised
 * as one row, then scaled by a gain a column. The cell's own bias follows.
 */
export class NormalizedGates {
  private readonly widths: readonly number[];

  /** @param groups how many gates are normalised together, such as 2 and 1 of a GRU */
  constructor(
    readonly gainName: string,
    groups: readonly number[],
    units: number,
    parameters: ParameterList,
  ) {
    this.widths = groups.map((gates) => gates * units);
    const width = this.widths.reduce((sum, columns) => sum + columns, 0);
    parameters.add(gainName, [width], ones);
  }

  /** `[rows, gates·units]` → the same shape */
  apply(parameters: NamedTensors, x: Tensor2D): Tensor2D {
    const normalized =
      this.widths.length === 1
        ? layerNorm(x)
        : concat<Tensor2D>(
            split<Tensor2D>(x, [...this.widths], 1).map((group) => layerNorm(group)),
            1,
          );
    return mul(normalized, vector(parameters, this.gainName));
  }
}
