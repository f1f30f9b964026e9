import { cast, greaterEqual, mul, type Tensor1D, type Tensor3D } from '@tensorflow/tfjs-core';
import { statelessUniform, type StatelessUniformAttributes } from './statelessUniform';

/**
 * Inverted dropout (Srivastava et al. 2014): the factors 0 or 1/(1 − rate) that values are multiplied with,
 * `[time, rows, units]`.
 * @param key int32 `[2]`: seed and step
 */
export function dropoutMask(key: Tensor1D, rate: number, attributes: StatelessUniformAttributes): Tensor3D {
  const keep = greaterEqual(statelessUniform(key, attributes), rate);
  return mul(cast(keep, 'float32'), 1 / (1 - rate));
}
