import { cast, reshape, tile, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';

/** The optional mask of a recurrent layer as an input that may be absent. */
export function maskOf(mask: Tensor2D | undefined): { mask?: Tensor2D } {
  return mask === undefined ? {} : { mask };
}

/**
 * True where a recurrent layer takes its new state instead of the old one: bool `[time, batch, units]`.
 * @param mask float32 `[time, batch]`, 1 at tokens, 0 at padding
 */
export function tokenCells(mask: Tensor2D | undefined, units: number): { token?: Tensor } {
  return mask === undefined ? {} : { token: tile(cast(withUnits(mask), 'bool'), [1, 1, units]) };
}

/** The mask as factors of `[batch, units]` slices: float32 `[time, batch, 1]`. */
export function tokenRows(mask: Tensor | undefined): { row?: Tensor } {
  return mask === undefined ? {} : { row: withUnits(mask) };
}

function withUnits(mask: Tensor): Tensor {
  return reshape(mask, [...mask.shape, 1]);
}
