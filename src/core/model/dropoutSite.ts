import { mul, tile, transpose, type Tensor3D } from '@tensorflow/tfjs-core';
import { dropoutMask } from '../ops/dropoutMask';
import type { DropoutKey } from './model';
import { nameHash } from './nameHash';

/**
 * A named place in the model where values are dropped while training; inert without a key or with rate 0. A variational one
 * draws one mask for all times of a sequence (Gal & Ghahramani 2016).
 */
export class DropoutSite {
  private readonly site: number;

  constructor(
    name: string,
    private readonly rate: number,
    private readonly variational = false,
  ) {
    this.site = nameHash(name);
  }

  /** @param values `[time, batch, units]` */
  apply(values: Tensor3D, dropout: DropoutKey | undefined): Tensor3D {
    const mask = this.draw(dropout, values.shape);
    return mask === undefined ? values : mul(values, mask);
  }

  /** The same masks for values `[batch, time, units]`. */
  applyBatchFirst(values: Tensor3D, dropout: DropoutKey | undefined): Tensor3D {
    const [batch, time, units] = values.shape;
    const mask = this.draw(dropout, [time, batch, units]);
    return mask === undefined ? values : mul(values, transpose(mask, [1, 0, 2]));
  }

  /** The factors themselves, `[time, batch, units]`; undefined where nothing is dropped. */
  mask(dropout: DropoutKey | undefined, shape: readonly [number, number, number]): Tensor3D | undefined {
    const mask = this.draw(dropout, shape);
    return mask === undefined || !this.variational ? mask : tile(mask, [shape[0], 1, 1]);
  }

  /** As `mask`, but one time only of a variational site. */
  private draw(
    dropout: DropoutKey | undefined,
    [time, rows, units]: readonly [number, number, number],
  ): Tensor3D | undefined {
    if (dropout === undefined || this.rate === 0) return undefined;
    const { key, firstRow = 0 } = dropout;
    const times = this.variational ? 1 : time;
    return dropoutMask(key, this.rate, { site: this.site, time: times, rows, units, firstRow });
  }
}
