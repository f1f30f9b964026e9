#!/usr/bin/env node
/**
 * Speed of the WebAssembly engine's kernels alone, in both builds: GFLOP/s of matrix products and ns an element of the
 * rest, each the fastest of many repetitions.
 *   node bench/kernels.mjs             all
 *   node bench/kernels.mjs product     those whose name contains a word
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { ensureWasmFolder } from '../scripts/lib/kernels.mjs';

// As src/engine/wasm/kernelModule.ts does.
v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
v8.setFlagsFromString('--no-wasm-loop-unrolling');

const builds = ['relaxed-simd', 'simd'];
const memoryPages = 1600;
/** Repetitions of one measurement take at least this long, and the fastest of so many counts. */
const repetitionMs = 4;
const repetitions = 40;

/** Batch, rows, inner dimension, columns and transposes, as a training step or a decoder has them. */
const products = [
  [1, 896, 256, 1024, 'NN'],
  [1, 896, 1024, 256, 'NT'],
  [1, 256, 896, 1024, 'TN'],
  [1, 64, 64, 256, 'NN'],
  [1, 896, 128, 5000, 'NN'],
  [64, 14, 64, 16, 'NT'],
  [64, 14, 16, 64, 'NN'],
  [1, 1, 256, 1024, 'NN'],
  [1, 1, 256, 1024, 'NT'],
  [1, 5, 64, 256, 'NN'],
];

/** @type {Record<string, readonly [elements: number, run: (kernels: any, at: readonly number[]) => void]>} */
const others = {
  tanh: [4096, (k, [x, y]) => k.tanh(4096, x, y)],
  sigmoid: [4096, (k, [x, y]) => k.sigmoid(4096, x, y)],
  lstmCells: [64 * 64, (k, [x, y, z, u, v]) => k.lstmCells(64, 64, x, y, z, 0, u, v, v)],
  maskedSoftmax: [64 * 14 * 16, (k, [x, y, z]) => k.maskedSoftmax(64, 14, 16, x, y, z)],
  additiveScores: [64 * 16 * 64, (k, [x, y, z, u]) => k.additiveScores(64, 1, 16, 64, x, y, z, u)],
  tokenCrossEntropy: [
    5000 * 16,
    (k, [x, y, z, , , , , labels]) => k.tokenCrossEntropy(16, 5000, x, labels, y, z),
  ],
  argMax: [5000 * 896, (k, [x, y]) => k.argMax(896, 5000, x, y)],
  adamUpdate: [
    1 << 16,
    (k, [x, y, z, u, v, w, q]) =>
      k.adamUpdate(1 << 16, x, y, z, u, v, w, q, 1, 1e-3, 1, 0.9, 0.1, 0.999, 1e-3, 1e-8),
  ],
  statelessUniform: [64 * 128, (k, [x, y]) => k.statelessUniform(1, 2, 3, 1, 64, 0, 128, x, y)],
  sumRows: [896 * 256, (k, [x, y]) => k.sumRows(896, 256, x, y)],
  transposeMatrices: [256 * 256, (k, [x, y]) => k.transposeMatrices(1, 256, 256, x, y)],
  elementwise: [4096, (k, [x, y, z]) => k.elementwise(0, 1, 1, 4096, x, 0, 0, 1, y, 0, 0, 1, z)],
};

const folder = await ensureWasmFolder();
const wanted = process.argv[2] ?? '';
const loaded = builds.map(load);
console.log(
  `Node ${process.version}\n\n${'kernel'.padEnd(36)}${builds.map((name) => name.padStart(16)).join('')}`,
);
for (const [batch, rows, inner, columns, transposes] of products) {
  const flops = 2 * batch * rows * inner * columns;
  report(`product ${batch} × ${rows}×${inner}×${columns} ${transposes}`, ({ kernels, at }) => {
    const [aRow, aColumn] = transposes[0] === 'N' ? [inner, 1] : [1, rows];
    const [bRow, bColumn] = transposes[1] === 'N' ? [columns, 1] : [1, inner];
    const ns = fastestNs(() =>
      kernels.batchProduct(
        ...[batch, rows, columns, inner, at[0], aRow, aColumn, rows * inner],
        ...[at[1], bRow, bColumn, inner * columns, at[2], columns, rows * columns],
      ),
    );
    return `${(flops / ns).toFixed(1)} GFLOP/s`;
  });
}
for (const [name, [elements, run]] of Object.entries(others))
  report(name, ({ kernels, at }) => `${(fastestNs(() => run(kernels, at)) / elements).toFixed(2)} ns`);

/**
 * @param {string} build
 * @returns {{ kernels: any, at: number[] }} with addresses of arrays of random numbers
 */
function load(build) {
  const memory = new WebAssembly.Memory({ initial: memoryPages });
  const module = new WebAssembly.Module(readFileSync(path.join(folder, `seq2seq-kernels-${build}.wasm`)));
  const kernels = /** @type {any} */ (new WebAssembly.Instance(module, { env: { memory } }).exports);
  const floats = new Float32Array(memory.buffer);
  for (let i = 0; i < floats.length; i++) floats[i] = ((i * 7919) % 1000) / 500 - 1;
  kernels.initialize(0);
  const first = Math.ceil(kernels.requiredWorkspace() / 64) * 64;
  const arrays = 8;
  const bytes = Math.floor((memory.buffer.byteLength - first) / arrays / 64) * 64;
  const at = Array.from({ length: arrays }, (_, index) => first + index * bytes);
  // Labels of cross-entropy.
  new Int32Array(memory.buffer, at[7], 64).fill(3);
  return { kernels, at };
}

/**
 * @param {string} name
 * @param {(loaded: { kernels: any, at: number[] }) => string} measure
 */
function report(name, measure) {
  if (!name.includes(wanted)) return;
  console.log(name.padEnd(36) + loaded.map((one) => measure(one).padStart(16)).join(''));
}

/** @param {() => void} run */
function fastestNs(run) {
  let count = 1;
  while (timeNs(run, count) < repetitionMs * 1e6) count *= 2;
  return Math.min(...Array.from({ length: repetitions }, () => timeNs(run, count) / count));
}

/** Processor time: the machine may be busy with others. @param {() => void} run @param {number} count */
function timeNs(run, count) {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) run();
  const { user, system } = process.cpuUsage(before);
  return 1e3 * (user + system);
}
