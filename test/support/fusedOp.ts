import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { addN, engine, mul, sum, tensor, tidy, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { randomNumbers } from './seq2seqFixture';

export function randomTensor(shape: number[], seed: number, scale = 2): Tensor {
  const random = randomNumbers(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float32Array.from({ length: size }, () => scale * (2 * random() - 1)),
    shape,
    'float32',
  );
}

/** Outputs of `op` and the gradients of all inputs, for an arbitrary gradient of the outputs. */
export function valuesAndGradients(inputs: readonly Tensor[], op: () => readonly Tensor[]): Float32Array[] {
  return tidy(() => {
    const outputs = op();
    const weights = outputs.map(({ shape }, index) => randomTensor(shape, 100 + index));
    const { grads } = engine().gradients<Scalar>(() => {
      const sums = op().map((output, index) => sum<Scalar>(mul(output, weights[index]!)));
      return addN(sums);
    }, [...inputs]);
    return [...outputs, ...grads].map((value) => Float32Array.from(value.dataSync()));
  });
}

/**
 * Deviations are measured against the largest magnitude of `expected`, or `smallestScale` where all are smaller.
 */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  name = '',
  smallestScale = 1e-30,
): void {
  assert.equal(actual.length, expected.length, `${name}: number of values`);
  const wanted = Array.from(expected);
  const scale = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), smallestScale);
  wanted.forEach((value, index) => {
    const deviation = Math.abs(actual[index]! - value) / scale;
    assert.ok(deviation <= tolerance, `${name}[${index}] is ${actual[index]!} instead of ${value}`);
  });
}
