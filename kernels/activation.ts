import { Exponential } from './exponential';
import { Address, Vector } from './vector';

class Squash {
  /** `isTanh` is a literal. */
  @inline static all(isTanh: bool, length: i32, x: usize, to: usize): void {
    let i = 0;
    for (; i + 4 <= length; i += 4) Squash.some(isTanh, Address.of(x, i), Address.of(to, i), 4);
    if (i < length) Squash.some(isTanh, Address.of(x, i), Address.of(to, i), length - i);
  }

  @inline static some(isTanh: bool, x: usize, to: usize, count: i32): void {
    const values = Vector.load(x, count);
    Vector.store(to, isTanh ? Exponential.tanh(values) : Exponential.sigmoid(values), count);
  }
}

export function tanh(length: i32, x: usize, to: usize): void {
  Squash.all(true, length, x, to);
}

export function sigmoid(length: i32, x: usize, to: usize): void {
  Squash.all(false, length, x, to);
}
