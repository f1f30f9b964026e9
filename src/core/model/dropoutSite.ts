import { mul, transpose, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { unstackSteps } from '../ops/unstackSteps';
import { dropoutMask } from '../ops/dropoutMask';
import type { DropoutKey } from './model';
import { nameHash } from './nameHash';

/** A named place in the model where values are dropped while training; inert without a key or with rate 0. */
export class DropoutSite {
  private readonly site: number;

  constructor(
    name: string,
    private readonly rate: number,
  ) {
    this.site = nameHash(name);
  }

  /** @param values `[time, batch, units]` */
  apply(values: Tensor3D, dropout: DropoutKey | undefined): Tensor3D {
    if (dropout === undefined || this.rate === 0) return values;
    return mul(values, dropoutMask(dropout.key, this.site, this.rate, values.shape));
  }

  /** The same masks for values `[batch, time, units]`. */
  applyBatchFirst(values: Tensor3D, dropout: DropoutKey | undefined): Tensor3D {
    if (dropout === undefined || this.rate === 0) return values;
    const [batch, time, units] = values.shape;
    const mask = dropoutMask(dropout.key, this.site, this.rate, [time, batch, units]);
    return mul(values, transpose(mask, [1, 0, 2]));
  }

  /** The same masks for values that come one time at a time: one function for each, `[batch, units]`. */
  steps(
    dropout: DropoutKey | undefined,
    [time, batch, units]: readonly [number, number, number],
  ): ((values: Tensor2D) => Tensor2D)[] {
    if (dropout === undefined || this.rate === 0) return Array.from({ length: time }, () => unchanged);
    const masks = unstackSteps(dropoutMask(dropout.key, this.site, this.rate, [time, batch, units]));
    return masks.map((mask) => (values) => mul(values, mask));
  }
}

function unchanged(values: Tensor2D): Tensor2D {
  return values;
}
