import { readFileSync } from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { webAssembly, type WebAssemblyMemory } from './webAssembly';

/** The builds of kernels/, the best first. */
export const kernelBuilds = ['relaxed-simd', 'simd'] as const;
export type KernelBuild = (typeof kernelBuilds)[number];

/** What kernels/index.ts exports. */
const kernelNames = [
  'adamUpdate',
  'addRow',
  'additiveScores',
  'additiveScoresGradient',
  'argMax',
  'batchProduct',
  'copyPieces',
  'elementwise',
  'fuses',
  'gatherRows',
  'gruCells',
  'gruCellsGradient',
  'gruScratch',
  'gruSequence',
  'gruSequenceGradient',
  'imagePatches',
  'imagePatchesGradient',
  'initialize',
  'lstmCells',
  'lstmCellsGradient',
  'lstmScratch',
  'lstmSequence',
  'lstmSequenceGradient',
  'maskedSoftmax',
  'maxPooling',
  'maxPoolingGradient',
  'memoryKept',
  'memoryScratch',
  'memoryStep',
  'memoryStepGradient',
  'product',
  'requiredWorkspace',
  'rnnScratch',
  'rnnSequence',
  'rnnSequenceGradient',
  'sigmoid',
  'softmaxGradient',
  'squaredSum',
  'statelessUniform',
  'sumColumns',
  'sumRows',
  'sumSegments',
  'tanh',
  'tokenCrossEntropy',
  'tokenCrossEntropyGradient',
  'topLogProbabilities',
  'transposeMatrices',
] as const;

/** Functions of numbers: addresses in bytes, sizes and strides in elements. Their arguments: kernels/. */
export type Kernels = Readonly<
  Record<(typeof kernelNames)[number], (...values: readonly number[]) => number>
>;

/**
 * Makes V8 ready for the kernels, before any of them is compiled.
 */
export function prepareV8(): void {
  // Behind a flag in Node 20, on by default in later ones.
  v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  // Unrolled, the loops with many sums need more vectors than there are registers, and take twice the time.
  v8.setFlagsFromString('--no-wasm-loop-unrolling');
}

/** Memory of its own for kernels: `allocate` gives an address that stays valid. */
export interface KernelMemory {
  readonly memory: WebAssemblyMemory;
  allocate(bytes: number): number;
}

/**
 * A build of the kernels in a memory.
 * @param folder where the .wasm files are
 * @returns the kernels, or in a sentence why this build can't be used here
 * @throws Error when the file is missing
 */
export function instantiateKernels(
  folder: string,
  build: KernelBuild,
  memory: KernelMemory,
): { readonly kernels: Kernels } | { readonly problem: string } {
  const bytes = readFileSync(kernelFile(folder, build));
  if (!webAssembly.validate(bytes))
    return { problem: `This JavaScript engine does not know the instructions of the ${build} kernels.` };
  const module = new webAssembly.Module(bytes);
  const trial = start(module, new OwnMemory());
  if (!multipliesCorrectly(trial.kernels, trial.memory))
    return { problem: `The ${build} kernels compute wrong products here.` };
  if (build === 'relaxed-simd' && trial.kernels.fuses(1 + 2 ** -12) === 0)
    return { problem: 'This processor has no fused multiply-add.' };
  return start(module, memory);
}

export function kernelFile(folder: string, build: KernelBuild): string {
  return path.join(folder, `seq2seq-kernels-${build}.wasm`);
}

function start<Memory extends KernelMemory>(
  module: object,
  memory: Memory,
): { kernels: Kernels; memory: Memory } {
  const { exports } = new webAssembly.Instance(module, { env: { memory: memory.memory } });
  for (const name of kernelNames)
    if (typeof exports[name] !== 'function') throw new Error(`The kernels lack ${name}: build them again.`);
  const kernels = exports as Kernels;
  kernels.initialize(memory.allocate(kernels.requiredWorkspace()));
  return { kernels, memory };
}

/** Memory to try a build in. */
class OwnMemory implements KernelMemory {
  private static readonly pageBytes = 65536;
  readonly memory = new webAssembly.Memory({ initial: 32 });
  private used = 0;

  allocate(bytes: number): number {
    const address = this.used;
    this.used += Math.ceil(bytes / 64) * 64;
    if (this.used > 32 * OwnMemory.pageBytes) throw new Error('The memory for trying kernels is too small.');
    return address;
  }
}

/** A product with whole and partial tiles, of integers: no rounding. */
function multipliesCorrectly(kernels: Kernels, memory: OwnMemory): boolean {
  const [rows, inner, columns] = [9, 5, 11];
  const floats = (length: number) =>
    new Float32Array(memory.memory.buffer, memory.allocate(4 * length), length);
  const a = floats(rows * inner).map((_, index) => (index % 7) - 3);
  const b = floats(inner * columns).map((_, index) => (index % 5) - 2);
  const [left, right, result] = [floats(a.length), floats(b.length), floats(rows * columns)];
  left.set(a);
  right.set(b);
  const [aAt, bAt, at] = [left.byteOffset, right.byteOffset, result.byteOffset];
  kernels.product(rows, columns, inner, aAt, inner, 1, bAt, columns, 1, at, columns, 0);
  return result.every((value, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[row * inner + k]! * b[k * columns + column]!;
    return value === sum;
  });
}
