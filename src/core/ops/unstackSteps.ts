import { reshape, unstack, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The slices of a sequence along its first axis, each with one axis less. (tfjs's `unstack` has no gradient when there is
 * one slice.)
 */
export function unstackSteps(sequence: Tensor): Tensor[] {
  const [time, ...rest] = sequence.shape;
  return time === 1 ? [reshape(sequence, rest)] : unstack(sequence);
}
