import { engine, memory, tensor, tidy, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { activateBackend } from '../../../../src/engine/activateBackend';
import { loadKernels } from '../../../../src/engine/wasm/initializeWasmBackend';
import { kernelBuilds, type KernelBuild } from '../../../../src/engine/wasm/kernelModule';
import { useKernels } from '../../../../src/engine/wasm/wasmKernel';
import { randomNumbers, wasmEngine } from '../../../support/seq2seqFixture';
import { wasmFolder } from '../../../support/wasmFolder';

/** Sizes around those of vectors (4), tiles (5 or 6 × 8) and blocks (60, 384). */
export const oddSizes = [1, 3, 7, 65] as const;

/** The same tests for every build of the kernels. */
export function describeBuilds(title: string, define: (build: KernelBuild) => void): void {
  for (const build of kernelBuilds)
    describe(`${title} (${build})`, () => {
      before(async () => {
        await wasmEngine();
        activateBackend('wasm');
        use(build);
      });
      after(() => use(kernelBuilds[0]));
      define(build);
    });
}

function use(build: KernelBuild): void {
  const kernels = loadKernels(wasmFolder, build);
  assert.ok(kernels, `the ${build} kernels run here`);
  useKernels(kernels);
}

/** Random numbers in [−scale, scale), rounded to float32: kernel and reference start from the same. */
export function randomFloats(length: number, seed: number, scale = 1): Float32Array {
  const random = randomNumbers(seed);
  return Float32Array.from({ length }, () => scale * (2 * random() - 1));
}

export function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

export interface KernelInput {
  readonly shape: number[];
  readonly values: TensorLike;
  readonly dtype?: 'int32' | 'bool';
}

/** What a kernel computes; checks that it leaves nothing behind. */
export function runKernel(
  name: string,
  inputs: Readonly<Record<string, KernelInput>>,
  attributes: Record<string, number | boolean> = {},
): Float32Array[] {
  const before = [memory().numTensors, engine().backend.numDataIds()];
  const outputs = tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([input, { values, shape, dtype }]) => [
        input,
        tensor(values, shape, dtype ?? 'float32'),
      ]),
    );
    const results = engine().runKernel<Tensor | Tensor[]>(name, tensors, attributes);
    return [results].flat().map((result) => Float32Array.from(result.dataSync()));
  });
  assert.deepEqual([memory().numTensors, engine().backend.numDataIds()], before, `${name} leaks`);
  return outputs;
}

/** Deviations of each output from float64, relative to its largest magnitude or `smallestScale`. */
export function assertNear(
  actual: readonly Float32Array[],
  expected: Readonly<Record<string, Float64Array>>,
  tolerance: number,
  smallestScale = 1e-30,
): void {
  const names = Object.keys(expected);
  assert.equal(actual.length, names.length);
  names.forEach((name, output) => {
    const values = actual[output]!;
    const wanted = expected[name]!;
    assert.equal(values.length, wanted.length, name);
    const scale = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), smallestScale);
    for (let i = 0; i < wanted.length; i++) {
      const deviation = Math.abs(values[i]! - wanted[i]!) / scale;
      // NaN fails as well.
      if (!(deviation <= tolerance)) assert.fail(`${name}[${i}] is ${values[i]!}, not ${wanted[i]!}`);
    }
  });
}

/** a·b in float64: `[rows, inner]` times `[inner, columns]`, either of them given transposed. */
export function product(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  [rows, inner, columns]: readonly [number, number, number],
  { transposeA = false, transposeB = false } = {},
): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let q = 0; q < inner; q++) {
      const left = a[transposeA ? q * rows + i : i * inner + q]!;
      for (let j = 0; j < columns; j++)
        result[i * columns + j]! += left * b[transposeB ? j * inner + q : q * columns + j]!;
    }
  return result;
}
