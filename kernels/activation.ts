import { Exponential } from './exponential';
import { Address, Vector } from './vector';

export function tanh(length: i32, x: usize, to: usize): void {
  let i = 0;
  for (; i + 4 <= length; i += 4)
    v128.store(Address.of(to, i), Exponential.tanh(v128.load(Address.of(x, i))));
  if (i < length)
    Vector.storePart(
      Address.of(to, i),
      Exponential.tanh(Vector.loadPart(Address.of(x, i), length - i)),
      length - i,
    );
}

export function sigmoid(length: i32, x: usize, to: usize): void {
  let i = 0;
  for (; i + 4 <= length; i += 4)
    v128.store(Address.of(to, i), Exponential.sigmoid(v128.load(Address.of(x, i))));
  if (i < length)
    Vector.storePart(
      Address.of(to, i),
      Exponential.sigmoid(Vector.loadPart(Address.of(x, i), length - i)),
      length - i,
    );
}
