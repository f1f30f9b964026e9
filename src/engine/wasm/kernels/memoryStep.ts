import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { MemorySizes } from '../../../core/ops/memorySignals';
import { memoryStepGradientKernel, memoryStepKernel } from '../../../core/ops/memoryStep';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** What the heads of a Neural Turing Machine do in a step, in one call, and its gradient in another. */
export function registerMemoryStep(): void {
  addKernel(memoryStepKernel, memoryStep);
  addKernel(memoryStepGradientKernel, memoryStepGradient);
}

function memoryStep({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const batch = inputs['memory']!.shape[0]!;
  const sizes = sizesOf(attrs);
  const outputs = [
    ...['memory', 'weightings', 'reads'].map((name) => heap.output(inputs[name]!.shape)),
    heap.output([batch, kernels().memoryKept(...sizes)]),
  ];
  kernels().memoryStep(
    batch,
    ...sizes,
    ...heap.addresses(inputs, ['signals', 'memory', 'weightings', 'reads', 'mask']),
    ...outputs.map((output) => heap.address(output)),
  );
  return outputs;
}

function memoryStepGradient({ inputs, attrs, heap }: KernelCall): TensorInfo[] {
  const batch = inputs['memory']!.shape[0]!;
  const sizes = sizesOf(attrs);
  const outputs = ['signals', 'memory', 'weightings', 'dReads'].map((name) =>
    heap.output(inputs[name]!.shape),
  );
  const given = ['dMemory', 'dWeightings', 'dReads', 'signals', 'memory', 'weightings', 'mask'];
  heap.withScratch(kernels().memoryScratch(sizes[0]), (scratch) =>
    kernels().memoryStepGradient(
      batch,
      ...sizes,
      ...heap.addresses(inputs, [...given, 'nextWeightings', 'kept']),
      ...outputs.map((output) => heap.address(output)),
      scratch,
    ),
  );
  return outputs;
}

/** In the order of the kernels' arguments. */
function sizesOf(attrs: KernelCall['attrs']): [number, number, number, number, number] {
  const { rows, width, readHeads, writeHeads, shiftRange } = attrs as NamedAttrMap & MemorySizes;
  return [rows, width, readHeads, writeHeads, shiftRange];
}
