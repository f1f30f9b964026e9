import { sigmoid, Sigmoid, tanh, Tanh, tensor1d, tidy } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { tokenCrossEntropyKernel } from '../../../../src/core/ops/tokenCrossEntropy';
import { describeBuilds, runKernel } from './kernelSupport';

/** Dense where the functions bend, and out to where they end; −0 and what is nearly 0 included. */
const points = Float32Array.from([
  ...Array.from({ length: 40001 }, (_, index) => (index - 20000) / 1000),
  ...Array.from({ length: 4001 }, (_, index) => (index - 2000) / 20),
  ...Array.from({ length: 60 }, (_, index) => 10 ** -(index / 2)),
  ...[0, -0, 1e-38, -1e-38, 1e30, -1e30, Infinity, -Infinity],
]);

/** Distance in units in the last place of the float32 nearest to `expected`, none smaller than that of 1e-37. */
function unitsInLastPlace(value: number, expected: number): number {
  const magnitude = Math.max(Math.abs(Math.fround(expected)), 1e-37);
  const unit = 2 ** (Math.floor(Math.log2(magnitude)) - 23);
  return Math.abs(value - expected) / unit;
}

function worst(values: ArrayLike<number>, expected: (x: number) => number, xs: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < xs.length; i++)
    largest = Math.max(largest, unitsInLastPlace(values[i]!, expected(xs[i]!)));
  return largest;
}

describeBuilds('functions', () => {
  const compute = (name: string, x: Float32Array) =>
    runKernel(name, { x: { shape: [x.length], values: x } })[0]!;

  it('tanh is off by at most 2.5 units in the last place', () => {
    const largest = worst(compute(Tanh, points), Math.tanh, points);
    assert.ok(largest <= 2.5, `${largest}`);
  });

  it('tanh is odd to the bit', () => {
    const values = compute(Tanh, points);
    const negative = compute(
      Tanh,
      points.map((x) => -x),
    );
    values.forEach((value, index) => assert.ok(Object.is(negative[index], -value), `${points[index]!}`));
  });

  it('the sigmoid is off by at most 2.5 units in the last place, and by 2e-38 where it all but vanishes', () => {
    const xs = points.filter((x) => x > -87);
    const largest = worst(compute(Sigmoid, xs), (x) => 1 / (1 + Math.exp(-x)), xs);
    assert.ok(largest <= 2.5, `${largest}`);
    for (const value of compute(Sigmoid, Float32Array.of(-88, -1000, -Infinity)))
      assert.ok(value >= 0 && value < 2e-38, `${value}`);
  });

  it('e^x is off by at most 2 units in the last place: the softmax of two', () => {
    const xs = points.filter((x) => x <= 0 && x > -85);
    const logits = Float32Array.from({ length: 2 * xs.length }, (_, index) =>
      index % 2 ? xs[(index - 1) / 2]! : 0,
    );
    const [, probabilities] = runKernel(tokenCrossEntropyKernel, {
      logits: { shape: [xs.length, 2], values: logits },
      labels: { shape: [xs.length], values: new Int32Array(xs.length), dtype: 'int32' },
    });
    const second = probabilities!.filter((_, index) => index % 2 === 1);
    const largest = worst(second, (x) => Math.exp(x) / (1 + Math.exp(x)), xs);
    assert.ok(largest <= 3, `${largest}`);
  });

  it('NaN stays NaN', () => {
    for (const name of [Tanh, Sigmoid])
      assert.deepEqual(Array.from(compute(name, Float32Array.of(NaN, 1, NaN)), Number.isNaN), [
        true,
        false,
        true,
      ]);
  });

  it('a value is the same at every place of a tensor', () => {
    const x = Float32Array.of(0.3, -1.2, 2.5, -0.01, 0.7, 4, -3);
    for (const f of [tanh, sigmoid])
      for (let i = 0; i < x.length; i++)
        assert.equal(
          tidy(() => f(tensor1d(x.subarray(i, i + 1))).dataSync()[0]),
          tidy(() => f(tensor1d(x)).dataSync()[i]),
        );
  });
});
