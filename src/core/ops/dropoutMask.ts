import { cast, greaterEqual, mul, type Tensor1D, type Tensor3D } from '@tensorflow/tfjs-core';
import { statelessUniform } from './statelessUniform';

/**
 * Inverted dropout (Srivastava et al. 2014): the factors 0 or 1/(1 − rate) that values are multiplied with,
 * `[time, rows, units]`.
 * @param key int32 `[2]`: seed and step
 * @param site number of the place in the model
 */
export function dropoutMask(
  key: Tensor1D,
  site: number,
  rate: number,
  [time, rows, units]: readonly [number, number, number],
): Tensor3D {
  const keep = greaterEqual(statelessUniform(key, { site, time, rows, units }), rate);
  return mul(cast(keep, 'float32'), 1 / (1 - rate));
}
