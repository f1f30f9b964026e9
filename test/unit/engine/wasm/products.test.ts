import { matMul, memory, tensor, tidy } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { assertNear, describeBuilds, oddSizes, product, randomFloats, size } from './kernelSupport';

/** Of the largest value: float32 sums of so many products in [−1, 1], whose errors add up like a random walk. */
const tolerance = (terms: number) => 5e-7 + 1e-7 * Math.sqrt(terms);
const flags = [false, true] as const;

function multiply(
  a: Float32Array,
  aShape: number[],
  b: Float32Array,
  bShape: number[],
  transposeA = false,
  transposeB = false,
): Float32Array {
  const before = memory().numTensors;
  const result = tidy(
    () => matMul(tensor(a, aShape), tensor(b, bShape), transposeA, transposeB).dataSync() as Float32Array,
  );
  assert.equal(memory().numTensors, before);
  return result;
}

/** Compares one product, or several of a batch, with float64. */
function check(
  batch: number,
  [m, k, n]: readonly [number, number, number],
  transposeA: boolean,
  transposeB: boolean,
  change: (values: Float32Array) => void = () => undefined,
): void {
  const aShape = transposeA ? [k, m] : [m, k];
  const bShape = transposeB ? [n, k] : [k, n];
  const a = randomFloats(batch * m * k, 1);
  const b = randomFloats(batch * k * n, 2);
  change(a);
  change(b);
  const outer = batch === 1 ? [] : [batch];
  const actual = multiply(a, [...outer, ...aShape], b, [...outer, ...bShape], transposeA, transposeB);
  const expected = new Float64Array(batch * m * n);
  for (let index = 0; index < batch; index++)
    expected.set(
      product(
        a.subarray(index * m * k, (index + 1) * m * k),
        b.subarray(index * k * n, (index + 1) * k * n),
        [m, k, n],
        { transposeA, transposeB },
      ),
      index * m * n,
    );
  assertNear([actual], { [`${batch} × [${m}, ${k}]·[${k}, ${n}]`]: expected }, tolerance(k), 1);
}

describeBuilds('matrix products', () => {
  it('equal float64 for every transpose, on odd sizes', () => {
    for (const m of oddSizes)
      for (const k of oddSizes)
        for (const n of oddSizes)
          for (const transposeA of flags)
            for (const transposeB of flags) check(1, [m, k, n], transposeA, transposeB);
  });

  it('equal float64 where there are several blocks of rows, columns and sums', () => {
    for (const transposeA of flags)
      for (const transposeB of flags) {
        check(1, [130, 390, 20], transposeA, transposeB);
        check(1, [7, 900, 401], transposeA, transposeB);
      }
  });

  it('equal float64 for few rows, which are multiplied in pairs without packing', () => {
    for (let m = 1; m <= 13; m++)
      for (const n of [15, 16, 33, 50])
        for (const k of [5, 128, 300]) check(1, [m, k, n], m % 2 === 1, false);
  });

  it('give a row the same bits in whatever company it is', () => {
    const [k, n] = [200, 37];
    const a = randomFloats(13 * k, 1);
    const b = randomFloats(k * n, 2);
    const alone = Array.from(multiply(a.subarray(0, k), [1, k], b, [k, n]));
    for (let m = 2; m <= 12; m++)
      assert.deepEqual(Array.from(multiply(a.subarray(0, m * k), [m, k], b, [k, n]).subarray(0, n)), alone);
  });

  it('equal float64 in batches', () => {
    for (const transposeA of flags)
      for (const transposeB of flags) {
        check(5, [14, 16, 9], transposeA, transposeB);
        check(3, [1, 13, 7], transposeA, transposeB);
        check(3, [9, 13, 1], transposeA, transposeB);
      }
  });

  it('pass over rows of zeros, whatever their number, and still write every element', () => {
    const everyNth = (length: number, period: number) => (values: Float32Array) => {
      for (let row = 0; row * length < values.length; row++)
        if (row % period !== 1) values.fill(0, row * length, (row + 1) * length);
    };
    for (const period of [2, 3, 1000]) {
      check(1, [67, 9, 9], false, false, everyNth(9, period));
      check(1, [67, 9, 9], false, true, everyNth(9, period));
      check(1, [9, 400, 9], true, false, everyNth(9, period));
    }
    check(1, [10, 800, 12], true, false, (values) => values.fill(0));
  });

  it('broadcast the axes before the last two', () => {
    const cases: [number[], number[]][] = [
      [[3], []],
      [[1], [4]],
      [[2, 1], [3]],
      [
        [2, 1],
        [1, 3],
      ],
      [[3], [2, 1]],
    ];
    const [m, k, n] = [5, 6, 7];
    for (const [aOuter, bOuter] of cases) {
      const a = randomFloats(size(aOuter) * m * k, 1);
      const b = randomFloats(size(bOuter) * k * n, 2);
      const actual = multiply(a, [...aOuter, m, k], b, [...bOuter, k, n]);
      const rank = Math.max(aOuter.length, bOuter.length);
      const padded = [aOuter, bOuter].map((outer) => [
        ...Array<number>(rank - outer.length).fill(1),
        ...outer,
      ]);
      const outer = padded[0]!.map((length, axis) => Math.max(length, padded[1]![axis]!));
      const expected = new Float64Array(size(outer) * m * n);
      for (let index = 0; index < size(outer); index++) {
        const [aIndex, bIndex] = padded.map((shape) => broadcastIndex(index, outer, shape)) as [
          number,
          number,
        ];
        expected.set(
          product(a.subarray(aIndex * m * k), b.subarray(bIndex * k * n), [m, k, n]),
          index * m * n,
        );
      }
      assertNear([actual], { [`[${aOuter.join()}] and [${bOuter.join()}]`]: expected }, tolerance(k), 1);
    }
  });

  it('give the same bits every time, with other products in between', () => {
    const a = randomFloats(70 * 100, 1);
    const b = randomFloats(100 * 33, 2);
    const first = multiply(a, [70, 100], b, [100, 33]);
    for (const rows of [7, 61]) {
      check(1, [rows, 390, 12], false, false);
      assert.deepEqual(multiply(a, [70, 100], b, [100, 33]), first);
    }
  });

  it('let NaN and infinity through', () => {
    const a = new Float32Array(8 * 8).fill(1);
    a[9] = NaN;
    a[18] = Infinity;
    const values = multiply(a, [8, 8], new Float32Array(8 * 8).fill(1), [8, 8]);
    assert.deepEqual(Array.from(values.subarray(8, 24)), [
      ...Array<number>(8).fill(NaN),
      ...Array<number>(8).fill(Infinity),
    ]);
  });

  it('are NaN where zeros meet NaN or infinity, in rows of zeros too', () => {
    for (const special of [NaN, Infinity, -Infinity])
      // Few rows, several blocks, and columns beyond the last whole vector.
      for (const [m, k, n] of [
        [3, 5, 9],
        [20, 9, 9],
        [70, 400, 19],
        [13, 800, 401],
      ] as const)
        for (const transposeA of flags)
          for (const transposeB of flags) {
            const shapes = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]] as const;
            const [a, b] = [new Float32Array(m * k), randomFloats(k * n, 1)];
            b[transposeB ? (n - 1) * k + k - 1 : k * n - 1] = special;
            const inRight = multiply(a, shapes[0], b, shapes[1], transposeA, transposeB);
            for (let at = 0; at < m * n; at++)
              assert.equal(inRight[at], at % n === n - 1 ? NaN : 0, `${special} on the right`);

            const [left, zeros] = [randomFloats(m * k, 2), new Float32Array(k * n)];
            left[m * k - 1] = special;
            const inLeft = multiply(left, shapes[0], zeros, shapes[1], transposeA, transposeB);
            for (let at = 0; at < m * n; at++)
              assert.equal(Math.abs(inLeft[at]!), at >= (m - 1) * n ? NaN : 0, `${special} on the left`);
          }
  });
});

/** Which element of a shape belongs to one of the shape that it is broadcast to. */
function broadcastIndex(index: number, outer: readonly number[], shape: readonly number[]): number {
  let [rest, result, stride] = [index, 0, 1];
  for (let axis = outer.length - 1; axis >= 0; axis--) {
    const coordinate = rest % outer[axis]!;
    rest = Math.floor(rest / outer[axis]!);
    if (shape[axis] !== 1) result += coordinate * stride;
    stride *= shape[axis]!;
  }
  return result;
}
