import assert from 'node:assert/strict';
import { adamUpdateKernel } from '../../../../src/core/ops/adamUpdate';
import { additiveScoresGradientKernel, additiveScoresKernel } from '../../../../src/core/ops/additiveScores';
import { maskedSoftmaxGradientKernel, maskedSoftmaxKernel } from '../../../../src/core/ops/maskedSoftmax';
import { squaredSumKernel } from '../../../../src/core/ops/squaredSum';
import { statelessUniformKernel, statelessUniformValues } from '../../../../src/core/ops/statelessUniform';
import {
  tokenCrossEntropyGradientKernel,
  tokenCrossEntropyKernel,
} from '../../../../src/core/ops/tokenCrossEntropy';
import { assertNear, describeBuilds, oddSizes, randomFloats, runKernel, size } from './kernelSupport';

const tolerance = 2e-6;

const random = (shape: number[], seed: number, scale = 1) => ({
  shape,
  values: randomFloats(size(shape), seed, scale),
});

/** Row r has tokens at the first r mod (length + 1) positions, so one row in a while has none. */
function prefixMask(rows: number, length: number): Float32Array {
  return Float32Array.from({ length: rows * length }, (_, at) =>
    Number(at % length < (Math.floor(at / length) + 1) % (length + 1)),
  );
}

describeBuilds('fused kernels', () => {
  it('the masked softmax and its gradient equal float64', () => {
    for (const length of oddSizes) {
      const [batch, steps] = [length + 1, 3];
      const scores = random([batch, steps, length], 1, 20);
      const mask = { shape: [batch, 1, length], values: prefixMask(batch, length) };
      const rows = batch * steps;
      const weights = new Float64Array(rows * length);
      for (let row = 0; row < rows; row++) {
        const isToken = (i: number) => mask.values[Math.floor(row / steps) * length + i] === 1;
        const powers = Array.from({ length }, (_, i) =>
          isToken(i) ? Math.exp(scores.values[row * length + i]!) : 0,
        );
        const sum = powers.reduce((total, power) => total + power, 0);
        powers.forEach((power, i) => (weights[row * length + i] = sum === 0 ? 0 : power / sum));
      }
      const [actual] = runKernel(maskedSoftmaxKernel, { scores, mask });
      assertNear([actual!], { weights }, tolerance);
      for (let i = 0; i < weights.length; i++)
        if (weights[i] === 0) assert.equal(actual![i], 0, 'padding has weight 0, to the bit');

      const dy = random(scores.shape, 2);
      const dScores = weights.map((weight, at) => {
        const start = at - (at % length);
        let mean = 0;
        for (let i = start; i < start + length; i++) mean += weights[i]! * dy.values[i]!;
        return weight * (dy.values[at]! - mean);
      });
      const gradient = runKernel(maskedSoftmaxGradientKernel, {
        dy,
        weights: { shape: scores.shape, values: actual! },
      });
      assertNear(gradient, { dScores }, tolerance, 1e-3);
    }
  });

  it('additive scores and their gradients equal float64', () => {
    for (const width of oddSizes) {
      const [batch, steps, time] = [2, 3, 5];
      const queries = random([batch, steps, width], 1, 2);
      const keys = random([batch, time, width], 2, 2);
      const vector = random([width], 3);
      const dy = random([batch, steps, time], 4);
      // A masked position: its gradient is 0.
      dy.values[2] = 0;
      const scores = new Float64Array(batch * steps * time);
      const dQueries = new Float64Array(queries.values.length);
      const dKeys = new Float64Array(keys.values.length);
      const dVector = new Float64Array(width);
      for (let at = 0; at < scores.length; at++) {
        const query = Math.floor(at / time) * width;
        const key = (Math.floor(at / time / steps) * time + (at % time)) * width;
        for (let i = 0; i < width; i++) {
          const t = Math.tanh(queries.values[query + i]! + keys.values[key + i]!);
          const dSum = dy.values[at]! * vector.values[i]! * (1 - t * t);
          scores[at]! += vector.values[i]! * t;
          dQueries[query + i]! += dSum;
          dKeys[key + i]! += dSum;
          dVector[i]! += dy.values[at]! * t;
        }
      }
      const inputs = { queries, keys, vector };
      assertNear(runKernel(additiveScoresKernel, inputs), { scores }, tolerance, 1);
      const gradients = runKernel(additiveScoresGradientKernel, { dy, ...inputs });
      assertNear(gradients, { dQueries, dKeys, dVector }, tolerance, 1);
    }
  });

  it('cross-entropy and its gradient equal float64', () => {
    for (const vocabulary of [...oddSizes, 1000]) {
      const rows = 9;
      const logits = random([rows, vocabulary], 1, 15);
      const labels = {
        shape: [rows],
        values: Int32Array.from({ length: rows }, (_, row) => (row * 7) % vocabulary),
        dtype: 'int32' as const,
      };
      const dy = random([rows], 2);
      dy.values[3] = 0;
      const losses = new Float64Array(rows);
      const probabilities = new Float64Array(rows * vocabulary);
      const dLogits = new Float64Array(rows * vocabulary);
      for (let row = 0; row < rows; row++) {
        const x = logits.values.subarray(row * vocabulary, (row + 1) * vocabulary);
        const largest = x.reduce((most, value) => Math.max(most, value));
        const logSum = Math.log(x.reduce((total, value) => total + Math.exp(value - largest), 0));
        losses[row] = largest + logSum - x[labels.values[row]!]!;
        x.forEach((value, i) => {
          const p = Math.exp(value - largest - logSum);
          probabilities[row * vocabulary + i] = p;
          dLogits[row * vocabulary + i] = dy.values[row]! * (p - Number(i === labels.values[row]));
        });
      }
      const actual = runKernel(tokenCrossEntropyKernel, { logits, labels });
      assertNear(actual, { losses, probabilities }, tolerance, 1);
      const gradient = runKernel(tokenCrossEntropyGradientKernel, {
        ...{ dy, labels },
        probabilities: { shape: logits.shape, values: actual[1]! },
      });
      assertNear(gradient, { dLogits }, tolerance, 1);
    }
  });

  it('an update of Adam equals float64, and keeps every bit when it is not applied', () => {
    const scalar = (value: number) => ({ shape: [], values: value });
    for (const length of [...oddSizes, 1001]) {
      const [parameter, gradient, m] = [1, 2, 3].map((seed) => random([length], seed)) as [
        ReturnType<typeof random>,
        ReturnType<typeof random>,
        ReturnType<typeof random>,
      ];
      const v = { shape: [length], values: randomFloats(length, 4).map(Math.abs) };
      const attributes = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
      const scalars = { scale: 0.7, learningRate: 0.01, correctionM: 0.3, correctionV: 0.2 };
      const inputs = {
        ...{ parameter, gradient, m, v },
        ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, scalar(value)])),
      };
      const g = Float64Array.from(gradient.values, (value) => 0.7 * value);
      const nextM = g.map((value, i) => 0.9 * m.values[i]! + 0.1 * value);
      const nextV = g.map((value, i) => 0.999 * v.values[i]! + 0.001 * value * value);
      const next = g.map((_, i) => {
        const change = ((0.01 / 0.3) * nextM[i]!) / (Math.sqrt(nextV[i]!) / 0.2 + 1e-8);
        return parameter.values[i]! - change;
      });
      const applied = (value: number) => ({ shape: [], values: [value !== 0], dtype: 'bool' as const });
      const updated = runKernel(
        adamUpdateKernel,
        { ...inputs, applied: { ...applied(1), values: true } },
        attributes,
      );
      assertNear(updated, { next, nextM, nextV }, tolerance, 1);
      const same = runKernel(
        adamUpdateKernel,
        { ...inputs, applied: { ...applied(0), values: false } },
        attributes,
      );
      assert.deepEqual(same, [parameter.values, m.values, v.values]);
    }
  });

  it('a sum of squares equals float64', () => {
    for (const length of [...oddSizes, 5001]) {
      const x = random([length], 1);
      const sum = x.values.reduce((total, value) => total + value * value, 0);
      assertNear(runKernel(squaredSumKernel, { x }), { sum: Float64Array.of(sum) }, tolerance);
    }
  });

  it('random numbers are those of the reference, bit for bit, shards included', () => {
    for (const [time, rows, units] of [
      [1, 1, 1],
      [2, 3, 7],
      [3, 2, 65],
    ] as const)
      for (const firstRow of [0, 11]) {
        const attributes = { site: 5, time, rows, units, firstRow };
        const key = { shape: [2], values: Int32Array.of(-123456, 77), dtype: 'int32' as const };
        const [values] = runKernel(statelessUniformKernel, { key }, attributes);
        assert.deepEqual(values, statelessUniformValues(-123456, 77, attributes));
      }
  });
});
