import { Sigmoid, type TensorInfo } from '@tensorflow/tfjs-core';
import { lstmGatesGradientKernel, lstmGatesKernel, maskedLstmGatesKernel } from '../../../core/ops/lstmGates';
import { addKernel, existingKernel, type KernelCall, type WasmKernel } from '../wasmKernel';
import { tanhFromSigmoid } from './tanhFromSigmoid';

/** The elementwise part of an LSTM step and its gradient, each in one pass over the gates. */
export function registerLstmGates(): void {
  const kernel = lstmGates();
  addKernel(lstmGatesKernel, kernel);
  addKernel(maskedLstmGatesKernel, kernel);
  addKernel(lstmGatesGradientKernel, lstmGatesGradient);
}

function lstmGates(): WasmKernel {
  const sigmoid = existingKernel(Sigmoid).kernelFunc;
  return ({ inputs, heap }) => {
    const [batch, units] = inputs['c']!.shape as [number, number];
    // One sigmoid for all gates: g's columns are −2|g|, whose sigmoid gives tanh(g).
    const sums = heap.output([batch, 4 * units]);
    const sum = heap.floats(sums);
    const projected = heap.floats(inputs['projected']!);
    const recurrent = heap.floats(inputs['recurrent']!);
    for (let i = 0; i < sum.length; i++) sum[i] = projected[i]! + recurrent[i]!;
    foldG(sum, units);
    const gates = heap.run(sigmoid, { x: sums });
    heap.dispose(sums);
    const nextC = heap.output([batch, units]);
    const doubledC = heap.output([batch, units]);
    updateMemory({ inputs, heap }, { gates, nextC, doubledC }, units);

    const tanhC = heap.run(sigmoid, { x: doubledC });
    const nextH = heap.output([batch, units]);
    writeOutput({ inputs, heap }, { gates, nextC, tanhC, nextH }, units);
    heap.dispose(doubledC);
    return [nextH, nextC, gates, tanhC];
  };
}

/** Replaces the g columns of `[batch, 4·units]` by −2|g|. */
function foldG(gates: Float32Array, units: number): void {
  for (let start = 2 * units; start < gates.length; start += 4 * units)
    for (let i = start; i < start + units; i++) gates[i] = -2 * Math.abs(gates[i]!);
}

/** Turns σ(−2|g|) into tanh(g) and writes c' and −2|c'|. */
function updateMemory(
  { inputs, heap }: Pick<KernelCall, 'inputs' | 'heap'>,
  tensors: Record<'gates' | 'nextC' | 'doubledC', TensorInfo>,
  units: number,
): void {
  const projected = heap.floats(inputs['projected']!);
  const recurrent = heap.floats(inputs['recurrent']!);
  const gate = heap.floats(tensors.gates);
  const c = heap.floats(inputs['c']!);
  const nextC = heap.floats(tensors.nextC);
  const doubledC = heap.floats(tensors.doubledC);
  const rows = c.length / units;
  for (let row = 0, k = 0; row < rows; row++) {
    const i = 4 * units * row;
    const f = i + units;
    const g = f + units;
    for (let unit = 0; unit < units; unit++, k++) {
      const candidate = tanhFromSigmoid(projected[g + unit]! + recurrent[g + unit]!, gate[g + unit]!);
      gate[g + unit] = candidate;
      const value = gate[f + unit]! * c[k]! + gate[i + unit]! * candidate;
      nextC[k] = value;
      doubledC[k] = -2 * Math.abs(value);
    }
  }
}

/** Turns σ(−2|c'|) into tanh(c'), writes h', and puts the previous state back where there is padding. */
function writeOutput(
  { inputs, heap }: Pick<KernelCall, 'inputs' | 'heap'>,
  tensors: Record<'gates' | 'nextC' | 'tanhC' | 'nextH', TensorInfo>,
  units: number,
): void {
  const gate = heap.floats(tensors.gates);
  const nextC = heap.floats(tensors.nextC);
  const tanhC = heap.floats(tensors.tanhC);
  const nextH = heap.floats(tensors.nextH);
  const rows = nextH.length / units;
  for (let row = 0, k = 0; row < rows; row++) {
    const o = 4 * units * row + 3 * units;
    for (let unit = 0; unit < units; unit++, k++) {
      const value = tanhFromSigmoid(nextC[k]!, tanhC[k]!);
      tanhC[k] = value;
      nextH[k] = gate[o + unit]! * value;
    }
  }
  if (inputs['mask'] === undefined) return;
  const mask = heap.floats(inputs['mask']);
  const h = heap.floats(inputs['h']!);
  const c = heap.floats(inputs['c']!);
  for (let row = 0; row < rows; row++) {
    if (mask[row] !== 0) continue;
    nextH.set(h.subarray(row * units, (row + 1) * units), row * units);
    nextC.set(c.subarray(row * units, (row + 1) * units), row * units);
  }
}

function lstmGatesGradient({ inputs, heap }: KernelCall): TensorInfo[] {
  const [batch, units] = inputs['c']!.shape as [number, number];
  const dGates = heap.output([batch, 4 * units]);
  const dPrevious = heap.output([batch, units]);
  const dCarried = inputs['mask'] === undefined ? undefined : heap.output([batch, units]);
  const dh = heap.floats(inputs['dh']!);
  const dc = heap.floats(inputs['dc']!);
  const c = heap.floats(inputs['c']!);
  const gate = heap.floats(inputs['gates']!);
  const tanhC = heap.floats(inputs['tanhC']!);
  const dGate = heap.floats(dGates);
  const dC = heap.floats(dPrevious);
  const mask = inputs['mask'] === undefined ? undefined : heap.floats(inputs['mask']);
  const dH = dCarried === undefined ? undefined : heap.floats(dCarried);
  dH?.fill(0);
  for (let row = 0; row < batch; row++) {
    const start = row * units;
    if (mask?.[row] === 0) {
      dGate.fill(0, 4 * start, 4 * (start + units));
      dC.set(dc.subarray(start, start + units), start);
      dH?.set(dh.subarray(start, start + units), start);
      continue;
    }
    for (let unit = 0; unit < units; unit++) {
      const k = start + unit;
      const i = 4 * start + unit;
      const f = i + units;
      const g = f + units;
      const o = g + units;
      const t = tanhC[k]!;
      const gateO = gate[o]!;
      const dMemory = dc[k]! + dh[k]! * gateO * (1 - t * t);
      dGate[i] = dMemory * gate[g]! * gate[i]! * (1 - gate[i]!);
      dGate[f] = dMemory * c[k]! * gate[f]! * (1 - gate[f]!);
      dGate[g] = dMemory * gate[i]! * (1 - gate[g]! * gate[g]!);
      dGate[o] = dh[k]! * t * gateO * (1 - gateO);
      dC[k] = dMemory * gate[f]!;
    }
  }
  return dCarried === undefined ? [dGates, dPrevious] : [dGates, dPrevious, dCarried];
}
