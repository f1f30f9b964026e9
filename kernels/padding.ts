import { Address } from './vector';

/** Whether a mask (0: there is none) has a 0 at `index`. */
export function isPadding(mask: usize, index: i32): bool {
  return mask != 0 && load<f32>(Address.of(mask, index)) == 0;
}
