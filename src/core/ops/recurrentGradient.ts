import { matMul, reshape, zeros, type Rank, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Gradient of a matrix W by which states are multiplied at every time, h·W: one matmul over all times.
 * @param states `[time, batch, in]`
 * @param gradients of the products, `[time, batch, out]`
 */
export function recurrentGradient(states: Tensor, gradients: Tensor): Tensor2D {
  return matMul(flatten(states), flatten(gradients), true);
}

/** `[time, batch, size]` → `[time·batch, size]` */
function flatten(sequence: Tensor): Tensor2D {
  const size = sequence.shape.at(-1) ?? 1;
  return reshape<Rank.R2>(sequence, [sequence.size / size, size]);
}

/** The gradient of a state that nothing reads after the last time: zero, like a slice of the states `[time, batch, units]`. */
export function noGradient(states: Tensor): Tensor {
  return zeros(states.shape.slice(1));
}
