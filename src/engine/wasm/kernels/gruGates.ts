import type { TensorInfo } from '@tensorflow/tfjs-core';
import { gruGatesGradientKernel, gruGatesKernel } from '../../../core/ops/gruGates';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** No row is padding. */
const noMask = 0;

/** The elementwise part of a GRU step and its gradient, each in one pass over the gates. */
export function registerGruGates(): void {
  addKernel(gruGatesKernel, gruGates);
  addKernel(gruGatesGradientKernel, gruGatesGradient);
}

function gruGates({ inputs, heap }: KernelCall): TensorInfo[] {
  const [batch, units] = inputs['h']!.shape as [number, number];
  const h = heap.output([batch, units]);
  const gates = heap.output([batch, 3 * units]);
  kernels().gruCells(
    batch,
    units,
    ...heap.addresses(inputs, ['projected', 'recurrent', 'h']),
    noMask,
    heap.address(gates),
    heap.address(h),
  );
  return [h, gates];
}

function gruGatesGradient({ inputs, heap }: KernelCall): TensorInfo[] {
  const [batch, units] = inputs['h']!.shape as [number, number];
  const outputs = [3 * units, 3 * units, units].map((width) => heap.output([batch, width]));
  kernels().gruCellsGradient(
    batch,
    units,
    heap.address(inputs['dh']!),
    0,
    ...heap.addresses(inputs, ['h', 'gates']),
    heap.address(inputs['recurrent']!) + 4 * 2 * units,
    3 * units,
    noMask,
    ...outputs.map((output) => heap.address(output)),
  );
  return outputs;
}
