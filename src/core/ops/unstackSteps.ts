import { reshape, unstack, type Rank, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';

/**
 * The slices of a sequence along one axis, each a matrix. (tfjs's `unstack` has no gradient when there is one slice.)
 */
export function unstackSteps(sequence: Tensor3D, axis: 0 | 1 = 0): Tensor2D[] {
  if (sequence.shape[axis] > 1) return unstack(sequence, axis) as Tensor2D[];
  const [first, second, size] = sequence.shape;
  return [reshape<Rank.R2>(sequence, [axis === 0 ? second : first, size])];
}
