import { mul, square, sub, type Tensor } from '@tensorflow/tfjs-core';

/** σ'(x) from σ(x): σ(1 − σ). */
export function sigmoidSlope(value: Tensor): Tensor {
  return mul(value, sub(1, value));
}

/** tanh'(x) from tanh(x): 1 − tanh². */
export function tanhSlope(value: Tensor): Tensor {
  return sub(1, square(value));
}
