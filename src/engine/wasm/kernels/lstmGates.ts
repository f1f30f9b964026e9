import type { TensorInfo } from '@tensorflow/tfjs-core';
import { lstmGatesGradientKernel, lstmGatesKernel } from '../../../core/ops/lstmGates';
import { addKernel, kernels, type KernelCall } from '../wasmKernel';

/** No row is padding, so that no state before the step is needed but c. */
const noMask = 0;
const unused = 0;

/** The elementwise part of an LSTM step and its gradient, each in one pass over the gates. */
export function registerLstmGates(): void {
  addKernel(lstmGatesKernel, lstmGates);
  addKernel(lstmGatesGradientKernel, lstmGatesGradient);
}

function lstmGates({ inputs, heap }: KernelCall): TensorInfo[] {
  const [batch, units] = inputs['c']!.shape as [number, number];
  const gates = heap.output([batch, 4 * units]);
  const [h, c, tanhC] = [0, 1, 2].map(() => heap.output([batch, units])) as [
    TensorInfo,
    TensorInfo,
    TensorInfo,
  ];
  kernels().addRow(
    4 * batch * units,
    ...heap.addresses(inputs, ['projected', 'recurrent']),
    heap.address(gates),
  );
  kernels().lstmCells(
    batch,
    units,
    heap.address(gates),
    unused,
    heap.address(inputs['c']!),
    noMask,
    ...[h, c, tanhC].map((output) => heap.address(output)),
  );
  return [h, c, gates, tanhC];
}

function lstmGatesGradient({ inputs, heap }: KernelCall): TensorInfo[] {
  const [batch, units] = inputs['c']!.shape as [number, number];
  const dGates = heap.output([batch, 4 * units]);
  const dC = heap.output([batch, units]);
  heap.copy(inputs['dc']!, dC);
  kernels().lstmCellsGradient(
    batch,
    units,
    heap.address(inputs['dh']!),
    unused,
    heap.address(dC),
    ...heap.addresses(inputs, ['gates', 'c', 'tanhC']),
    noMask,
    heap.address(dGates),
  );
  return [dGates, dC];
}
